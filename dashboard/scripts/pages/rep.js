// One rep: own numbers against the target and the team's; where the rep stands among the others, without their names.

// Reps are ranked by month.
const isRanked = () => STATE.type === 'month';

function percentileOf(rep, kpiId) {
  const month = startOf('month');
  const found = (inScope('percentiles', rep) || []).find((row) => row.kpi_id === kpiId && row.month_start === month);
  return found ? found.percentile : null;
}

function percentileStrip(share) {
  if (share === null) return h('span', { class: 'muted' }, t('rep.not_ranked'));
  return h('span', { class: 'strip' },
    svg('svg', { viewBox: '0 0 100 14', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      svg('rect', { x: 0, y: 5, width: 100, height: 4, rx: 2, class: 'strip-line' }),
      svg('rect', { x: 0, y: 5, width: share * 100, height: 4, rx: 2, class: 'strip-fill' })),
    h('span', null, t('rep.ahead', { share: percent(share, 0) })));
}

function repRow(kpi, rep, team) {
  const start = startOf(STATE.type);
  const row = chosenRow(kpi, rep);
  const own = series(kpi.kpi_id, STATE.type, rep);
  const teams = new Map(series(kpi.kpi_id, STATE.type, team).map((item) => [item.period_start, item]));
  const shown = own.filter((item) => item.period_start <= start).slice(-13);
  return { kpi, row, team: teams.get(start) || null, shown, teams, percentile: percentileOf(rep, kpi.kpi_id) };
}

function repSpark({ kpi, shown, teams }) {
  const known = shown.filter((item) => item.kpi_value !== null);
  if (known.length < 2) return h('span', { class: 'muted' }, t('empty.history'));
  const values = chartRows(shown, kpi.unit).map((item, place, list) => ({
    ...item, is_last: place === list.length - 1, team: (teams.get(shown[place].period_start) || {}).kpi_value ?? null,
  }));
  return chart('spark_pair', t('chart.pair', { kpi: kpiName(kpi.kpi_id), last: amount(known[known.length - 1].kpi_value, kpi.unit) }), values);
}

function shrunkOf(rep, kpi) {
  return (inScope('shrunk', rep) || []).find((row) => row.kpi_id === kpi.kpi_id && row.period_type === STATE.type && row.period_start === startOf(STATE.type));
}

function repTable(rep, rows) {
  return table([
    { label: t('label.kpi'), cell: ({ kpi }) => h('a', { href: address({ page: 'kpi', argument: kpi.kpi_id, scope: rep, type: STATE.type }) }, kpiName(kpi.kpi_id)) },
    { label: t('rep.own'), number: true, cell: ({ kpi, row }) => h('strong', { 'data-field': 'kpi_value' }, row ? amount(row.kpi_value, kpi.unit) : t('label.none')) },
    { label: t('label.target'), number: true, cell: ({ kpi, row }) => (row && targetText(row)) || t('label.none') },
    { label: t('rep.team'), number: true, cell: ({ kpi, team }) => (team ? amount(team.kpi_value, kpi.unit) : t('label.none')) },
    { label: t('label.status'), cell: ({ kpi, row }) => (row ? statusBadge(row) : withoutRow(kpi, rep)) },
    { label: t('label.sample'), number: true, cell: ({ row }) => (row ? amount(row.sample_size, 'count') : t('label.none')) },
    isRanked() && { label: t('rep.rank'), cell: ({ percentile }) => percentileStrip(percentile) },
    { label: t('rep.history'), class: 'spark-cell', cell: repSpark },
  ].filter(Boolean), rows, { label: t('rep.numbers'), id: 'rep-table', key: ({ kpi }) => kpi.kpi_id });
}

function shrunkCard(rep, rows) {
  const found = rows.map(({ kpi }) => ({ kpi, rate: shrunkOf(rep, kpi) })).filter(({ rate }) => rate && rate.raw_rate !== null);
  if (!found.length) return null;
  return card({ title: t('rep.shrunk'), note: t('rep.shrunk_note') }, table([
    { label: t('label.kpi'), cell: ({ kpi }) => kpiName(kpi.kpi_id) },
    { label: t('rep.raw'), number: true, cell: ({ rate }) => percent(rate.raw_rate) },
    { label: t('rep.drawn'), number: true, cell: ({ rate }) => percent(rate.shrunk_rate) },
    { label: t('rep.weight'), number: true, cell: ({ rate }) => percent(rate.own_weight, 0) },
  ], found, { label: t('rep.shrunk') }));
}

const teamOf = (rep) => `team:${DATA.sets.reps.find((row) => scopeOf(row) === rep).team_id}`;

function repPicker() {
  const reps = DATA.sets.reps.filter((row) => row.scope_id !== 'unassigned');
  return [
    pageHead(t('rep.choose'), t('rep.choose_note')),
    h('div', { class: 'cards' }, [...grouped(reps, (row) => row.team_id)].map(([team, members]) => card(scopeName(`team:${team}`),
      h('ul', { class: 'links' }, members.map((row) => h('li', null,
        h('a', { href: address({ page: 'rep', scope: scopeOf(row) }) }, scopeName(scopeOf(row))),
        row.is_active ? null : h('span', { class: 'muted' }, ` ${t('rep.inactive')}`))))))),
  ];
}

PAGES.rep = {
  title: () => t('page.rep'),
  filters: ['scope', 'type'],
  isOfOnePeriod: true,
  needs: () => (STATE.scope.startsWith('rep:') ? ofScope(teamOf(STATE.scope)) : []),
  show() {
    const rep = STATE.scope;
    if (!rep.startsWith('rep:')) return repPicker();
    const team = teamOf(rep);
    const rows = [...DATA.kpis.values()].map((kpi) => repRow(kpi, rep, team));
    return [
      pageHead(scopeName(rep), t(isRanked() ? 'rep.lead' : 'rep.lead_unranked', { team: scopeName(team), period: periodName(STATE.type, startOf(STATE.type)) })),
      h('div', { class: 'cards' },
        card({ title: t('rep.numbers'), class: 'wide' }, repTable(rep, rows),
          legend([['value', t('rep.own')], [null, t('rep.team'), colour('compare')], ['target', t('legend.target')], ['low', t('legend.low')]])),
        focusCard(rep, 5), shrunkCard(rep, rows)),
    ];
  },
};
