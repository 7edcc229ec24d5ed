// The frame around every page: title, filters, languages, navigation.

const PAGES = {};
// What stands in the list of periods for those of earlier years.
const ALL_YEARS = 'all';
const ORDER = ['scorecard', 'rep', 'revenue', 'funnel', 'presentations', 'together', 'sources'];

function scopeChoice() {
  const options = scopes().map((scope) => ({
    value: scope.key, text: scopeName(scope.key), group: scope.type === 'company' ? '' : t(`scope.${scope.type}s`),
  }));
  return choice('scope', t('filter.scope'), options, STATE.scope, (scope) => go({ scope }));
}

function typeChoice() {
  const types = ['official', 'week', 'month', 'quarter', 'year'].slice(PAGES[STATE.page].isOfOnePeriod ? 1 : 0);
  const options = types.map((type) => ({ value: type, text: typeName(type) }));
  return choice('type', t('filter.type'), options, STATE.type, (type) => go({ type, period: 'latest' }));
}

function periodChoice() {
  if (STATE.type === 'official') return null;
  const latest = latestComplete(STATE.type);
  const isCut = isLimited(STATE.type) && STATE.years !== 'all';
  const options = [...periodsOf(STATE.type)].reverse().filter((period) => !isCut || period.period_start >= DATA.about.recent_from).map((period) => ({
    value: period.period_start,
    text: periodName(STATE.type, period.period_start) + (period.is_complete_period ? '' : ` ${t('period.running')}`),
  }));
  if (isCut) options.push({ value: ALL_YEARS, text: t('period.all_years') });
  const change = (period) => go(period === ALL_YEARS ? { years: 'all' } : { period });
  return choice('period', t('filter.period'), options, STATE.period === 'latest' ? latest : STATE.period, change);
}

function languages() {
  return h('div', { class: 'languages', role: 'group', 'aria-label': t('filter.language') },
    [['en', 'English'], ['zh', '简体中文']].map(([lang, name]) => h('button', {
      type: 'button', lang: lang === 'zh' ? 'zh-CN' : 'en', id: `lang-${lang}`, 'aria-pressed': String(STATE.lang === lang), onclick: () => go({ lang }),
    }, name)));
}

function header(page) {
  const filters = page.filters || [];
  const about = DATA.about;
  return [
    h('div', { class: 'top-line' },
      h('a', { class: 'brand', href: address({ page: 'scorecard', argument: null }) },
        svg('svg', { viewBox: '0 0 24 24', class: 'logo', 'aria-hidden': 'true' },
          svg('rect', { x: 2, y: 13, width: 5, height: 9, rx: 1 }), svg('rect', { x: 9.5, y: 8, width: 5, height: 14, rx: 1 }),
          svg('rect', { x: 17, y: 2, width: 5, height: 20, rx: 1 })),
        h('span', null, t('app.title'))),
      h('p', { class: 'as-of' }, t('app.as_of', { day: dateText(about.as_of_date) })),
      languages(),
      h('button', { type: 'button', class: 'quiet', id: 'print', onclick: () => window.print() }, t('app.print'))),
    h('div', { class: 'filters' },
      filters.includes('scope') && scopeChoice(),
      filters.includes('type') && typeChoice(),
      filters.includes('type') && periodChoice(),
      h('p', { class: 'print-only' }, [
        filters.includes('scope') && scopeName(STATE.scope),
        filters.includes('type') && typeName(STATE.type),
        filters.includes('type') && STATE.type !== 'official' && periodName(STATE.type, startOf(STATE.type)),
      ].filter(Boolean).join(' · '))),
  ];
}

function navigation() {
  const link = (page, argument, text, status) => h('li', null, h('a', {
    href: address({ page, argument }), 'aria-current': STATE.page === page && STATE.argument === argument ? 'page' : null,
  }, status && icon(status), h('span', null, text)));
  const pages = ORDER.filter((name) => PAGES[name]);
  const kpis = [...DATA.kpis.values()];
  const list = (nature) => kpis.filter((kpi) => kpi.nature === nature).map((kpi) => {
    return link('kpi', kpi.kpi_id, kpiName(kpi.kpi_id), statusOf(kpi));
  });
  const jump = choice('jump', t('nav.label'), [
    ...pages.map((name) => ({ value: name, text: PAGES[name].title(), group: t('nav.pages') })),
    ...kpis.map((kpi) => ({ value: `kpi/${kpi.kpi_id}`, text: kpiName(kpi.kpi_id), group: t(`nature.${kpi.nature}`) })),
  ], STATE.argument && STATE.page === 'kpi' ? `kpi/${STATE.argument}` : STATE.page, (value) => {
    const [page, argument] = value.split('/');
    go({ page, argument: argument || null });
  });
  return [
    h('div', { class: 'jump' }, jump),
    h('ul', { class: 'pages' }, pages.map((name) => link(name, null, PAGES[name].title()))),
    h('h2', null, t('nature.leading')), h('ul', null, list('leading')),
    h('h2', null, t('nature.lagging')), h('ul', null, list('lagging')),
  ];
}

function pageHead(title, lead, ...side) {
  return h('div', { class: 'page-head' }, h('div', null, h('h1', null, title), lead && h('p', { class: 'lead' }, lead)), ...side);
}
