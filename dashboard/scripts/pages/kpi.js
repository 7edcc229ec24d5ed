// One KPI: where it stands, how it got there, who contributes, what it means, what to do.

const SHOWN = { week: 52, month: 31, quarter: 12, year: 8 };

function trendCard(kpi) {
  const { type, start } = shownPeriod(kpi);
  // up to the chosen period; the latest shows the running one too
  const all = series(kpi.kpi_id, type, STATE.scope);
  const upTo = STATE.type === 'official' || STATE.period === 'latest' ? all : all.filter((row) => row.period_start <= start);
  const rows = upTo.slice(-SHOWN[type]);
  const known = rows.filter((row) => row.kpi_value !== null);
  const title = t('kpi.trend', { type: t(`each.${type}`) });
  if (!known.length) return card({ title, class: 'wide' }, empty(t('empty.values')));
  const remarks = remarksOn(kpi, rows);
  const values = withRemarks(chartRows(rows, kpi.unit), remarks);
  const has = (name) => values.some((row) => row[name] !== null && row[name] !== undefined);
  const label = t('chart.trend', { kpi: kpiName(kpi.kpi_id), scope: scopeName(STATE.scope), first: periodName(type, rows[0].period_start), last: periodName(type, rows[rows.length - 1].period_start), value: amount(known[known.length - 1].kpi_value, kpi.unit) }) + remarkCount(remarks);
  return card({ title, class: 'wide' },
    chart('trend', label, values, {
      unit: kpi.unit, unit_title: unitName(kpi.unit), period_type: type, ticks: ticks(rows.map((row) => row.period_start), 10),
      ...axisOf(kpi),
    }),
    legend([
      ['value', t('legend.value')], has('low') && ['interval', intervalName()], has('target_low') ? ['band', t('legend.band')] : has('target') && ['target', t('legend.target')],
      has('stretch') && ['stretch', t('legend.stretch')], values.some((row) => row.quality === 'low') && ['low', t('legend.low')],
      values.some((row) => row.quality === 'incomplete') && ['incomplete', t('legend.incomplete')], remarks.length > 0 && ['remark', t('legend.remark')],
    ]),
    remarkList(remarks));
}

function bestFirst(kpi, rows) {
  const sign = kpi.direction === 'lower' ? 1 : -1;
  return rows.filter((row) => row.kpi_value !== null).sort((a, b) => sign * (a.kpi_value - b.kpi_value));
}

// Teams or reps side by side.
function scopesCard(kpi, scopeType, note) {
  if (!isMeasuredFor(kpi, scopeType)) return null;
  const { type, start } = shownPeriod(kpi);
  const rows = bestFirst(kpi, rowsSideBySide(kpi.kpi_id, type, start, scopeType));
  const title = t(`kpi.by_${scopeType}`, { period: periodName(type, start) });
  return rows.length ? besideCard(kpi, scopeType, title, rows, distinctNames(rows.map(scopeOf)), note) : card(title, empty(t('empty.scopes')));
}

// Slices of the company's records side by side, a card for each kind. They have no weeks: of a week, the month in which it begins, or the last one that is over.
function slicesCards(kpi) {
  const chosen = shownPeriod(kpi);
  const months = periodsOf('month').filter((period) => period.is_complete_period && period.period_start <= chosen.start);
  const type = chosen.type === 'week' ? 'month' : chosen.type;
  const start = type === chosen.type ? chosen.start : months[months.length - 1]?.period_start;
  const all = (STATE.scope === COMPANY && inScope('slices', COMPANY) || []).filter((row) => row.kpi_id === kpi.kpi_id && row.period_type === type && row.period_start === start);
  return [...grouped(all, (row) => row.slice_type)].map(([sliceType, found]) => {
    const rows = bestFirst(kpi, found);
    return rows.length ? besideCard(kpi, sliceType, t(`kpi.by_${sliceType}`, { period: periodName(type, start) }), rows, rows.map((row) => both(row, 'slice'))) : null;
  });
}

function besideCard(kpi, kind, title, rows, names, note) {
  const all = rows.map((row, place) => {
    const low = !['ok', 'capped'].includes(row.value_status) || !row.is_complete_period;
    return {
      name: names[place], value: row.kpi_value, low: row.ci_low, high: row.ci_high,
      target: row.target_value, target_low: row.target_low, target_high: row.target_high,
      status: row.target_status, quality: low ? 'low' : 'ok', text: amount(row.kpi_value, kpi.unit),
      tip: `${names[place]} · ${tooltipOf(row, kpi.unit)} · ${word('target_status', row.target_status)}`,
    };
  });
  return endsCard(`by-${kind}`, all, (values, leftOut, button) => {
    const has = (name) => values.some((row) => row[name] !== null && row[name] !== undefined);
    const statuses = ['on_target', 'at_risk', 'off_target', 'not_assessed', 'no_target'].filter((status) => values.some((row) => row.status === status));
    const label = t('chart.scopes', { kpi: kpiName(kpi.kpi_id), list: values.map((row) => `${row.name} ${row.text}`).join('; ') });
    const gap = { ...Object.fromEntries(Object.keys(all[0]).map((key) => [key, null])), name: t('ends.left_out', { n: number(leftOut, 0) }) };
    const drawn = leftOut ? [...values.slice(0, AT_EACH_END), gap, ...values.slice(AT_EACH_END)] : values;
    const place = chart('scopes', label, drawn, { unit: kpi.unit, unit_title: unitName(kpi.unit), names: drawn.map((row) => row.name), height: 30 * drawn.length, ...axisOf(kpi) });
    // what is taken along is whole
    DRAWN.set(place, all);
    return card({ title, note, id: `by-${kind}` }, place,
      h('ul', { class: 'legend' }, statuses.map((status) => h('li', null, icon(status), word('target_status', status))),
        [...legend([has('low') && ['whisker', intervalName()], has('target_low') ? ['band', t('legend.band')] : has('target') && ['tick', t('legend.target')]]).children]),
      button);
  });
}

// Names of scopes; those that several have, with their keys.
function distinctNames(keys) {
  const names = keys.map(scopeName);
  return names.map((name, place) => (names.indexOf(name) === names.lastIndexOf(name) ? name : `${name} (${keys[place].slice(keys[place].indexOf(':') + 1)})`));
}

function measuresCard(kpi) {
  const { type, start } = shownPeriod(kpi);
  const rows = series(kpi.kpi_id, type, STATE.scope).filter((row) => row.period_start <= start).slice(-6);
  const title = t('kpi.measures');
  if (!rows.length) return card({ title, class: 'wide' }, empty(t('empty.values')));
  const unitOf = (name) => (MEASURE_TEXTS[name] || {}).unit || (name.endsWith('_rate') ? 'rate' : name.endsWith('_mrr') || name.endsWith('_amount') ? 'currency' : 'number');
  const shared = [
    ['kpi_value', kpiName(kpi.kpi_id), (row) => amount(row.kpi_value, kpi.unit)],
    ['target', t('label.target'), (row) => targetText(row) || t('label.none')],
    ['numerator', t('label.numerator'), (row) => amount(row.numerator, SUMMED_UNITS.includes(kpi.unit) ? kpi.unit : 'number')],
    ['denominator', t('label.denominator'), (row) => amount(row.denominator, 'number')],
    ['sample_size', t('label.sample'), (row) => amount(row.sample_size, 'count')],
    rows.some((row) => row.ci_low !== null) && ['interval', intervalName(), (row) => (row.ci_low === null ? t('label.none') : `${amount(row.ci_low, kpi.unit)} – ${amount(row.ci_high, kpi.unit)}`)],
  ].filter(Boolean);
  const own = DATA.measures[kpi.kpi_id] || [];
  const lines = [...shared, ...own.map((name) => [name, measureName(name), (row) => {
    const value = ownMeasures(row)[name];
    return typeof value === 'string' ? word(name, value) : amount(value, unitOf(name));
  }])];
  const columns = [
    { label: t('label.measure'), cell: ([, text]) => text },
    ...rows.map((row) => ({ label: shortPeriod(type, row.period_start) + (row.is_complete_period ? '' : ' *'), number: true, cell: ([, , value]) => value(row) })),
  ];
  return card({ title, class: 'wide', note: rows.some((row) => !row.is_complete_period) ? t('note.running') : null },
    table(columns, lines, { label: title, id: 'measures', key: ([name]) => name }));
}

function definition(term, text) {
  return text === null || text === undefined || text === '' ? null : h('div', null, h('dt', null, term), h('dd', null, text));
}

function meaningCard(kpi) {
  return card(t('kpi.meaning'), h('dl', { class: 'meaning' },
    definition(t('kpi.question'), kpiText(kpi, 'question')),
    definition(t('kpi.measure'), kpiText(kpi, 'measure')),
    definition(t('kpi.direction'), word('direction', kpi.direction)),
    definition(t('kpi.nature'), t(`nature.${kpi.nature}`)),
    definition(t('kpi.min_sample'), kpi.min_sample ? number(kpi.min_sample, 0) : null),
    definition(t('kpi.maturity'), kpi.maturity_days ? t('unit.days', { n: kpi.maturity_days }) : null),
    definition(t('kpi.version'), kpi.definition_version)));
}

function actionCard(kpi) {
  return card({ title: t('label.action'), class: 'action' }, h('p', { class: 'what-to-do' }, both(kpi, 'action')), h('dl', { class: 'meaning' },
    definition(t('label.owner'), kpiText(kpi, 'owner')),
    definition(t('kpi.frequency'), t(`each.${kpi.official_frequency}`)),
    definition(t('kpi.due'), kpi.due_status && t('kpi.due_text', { status: word('due', kpi.due_status), on: dateText(kpi.due_on), next: dateText(kpi.next_due_on) })),
    definition(t('kpi.gaming'), kpiText(kpi, 'known_gaming'))));
}

function paceCard(kpi) {
  const rows = (inScope('pacing', STATE.scope) || []).filter((row) => row.kpi_id === kpi.kpi_id && row.period_type === (STATE.type === 'week' ? kpi.official_frequency : typeOf(kpi)));
  const row = rows[0];
  if (!row || row.pace_status === 'not_assessed' || row.pace_status === 'no_target') return null;
  return card({ title: t('kpi.pace', { period: periodName(row.period_type, row.period_start) }), side: badge(row.pace_status, word('pace', row.pace_status)) },
    h('p', null, paceText(row, kpi)));
}

// The periods that are not over beside earlier ones up to the same day, and the last twelve months beside those before.
function toDateCard(kpi) {
  const lines = ['week', 'month', 'quarter', 'year']
    .map((type) => series(kpi.kpi_id, type, STATE.scope).at(-1))
    .filter((row) => row && (row.previous_to_date_value !== null || row.last_year_to_date_value !== null))
    .map((row) => [row.period_type, periodName(row.period_type, row.period_start), row.kpi_value, row.previous_to_date_value, row.last_year_to_date_value]);
  const years = series(kpi.kpi_id, 'month', STATE.scope).filter((row) => row.trailing_12_months_value !== null);
  const last = years.at(-1);
  if (last) {
    const yearBefore = `${Number(last.period_start.slice(0, 4)) - 1}${last.period_start.slice(4)}`;
    const before = years.find((row) => row.period_start === yearBefore);
    lines.push(['twelve_months', t('to_date.twelve_months', { period: periodName('month', last.period_start) }), last.trailing_12_months_value, null, before ? before.trailing_12_months_value : null]);
  }
  const value = (place) => (line) => amount(line[place], kpi.unit);
  return lines.length ? card({ title: t('kpi.to_date'), class: 'wide', note: t('to_date.note') }, table([
    { label: t('filter.period'), cell: ([, name]) => name },
    { label: t('to_date.value'), number: true, cell: value(2) },
    { label: t('to_date.previous'), number: true, cell: value(3) },
    { label: t('to_date.last_year'), number: true, cell: value(4) },
  ], lines, { label: t('kpi.to_date'), id: 'to-date', key: ([key]) => key })) : null;
}

function sourcesCard(kpi) {
  const exports = kpi.required_exports.split(';');
  const checks = (DATA.sets.checks || []).filter((row) => (row.kpis_hit || '').split(';').includes(kpi.kpi_id));
  const bad = checks.filter((row) => row.status !== 'ok');
  const sum = (name, field) => (DATA.sets[name] || []).filter((row) => exports.includes(row.export)).reduce((total, row) => total + row[field], 0);
  const known = DATA.sets.exports || [];
  return card({ title: t('kpi.sources'), side: sourceLine(kpi) },
    table([
      { label: t('label.export'), cell: (name) => word('export', name) },
      { label: t('label.rows_used'), number: true, cell: (name) => amount((known.find((row) => row.export === name) || {}).accepted_row_count, 'count') },
      { label: t('label.rows_rejected'), number: true, cell: (name) => amount((known.find((row) => row.export === name) || {}).rejected_row_count, 'count') },
      { label: t('label.left_out'), number: true, cell: (name) => amount((DATA.sets.left_out || []).filter((row) => row.export === name).reduce((n, row) => n + row.record_count, 0), 'count') },
    ], exports, { label: t('kpi.sources') }),
    h('p', { class: 'note' }, t('kpi.checks', { n: checks.length, ok: checks.length - bad.length, left_out: number(sum('left_out', 'record_count'), 0) })),
    bad.length ? h('ul', { class: 'plain' }, bad.map((row) => h('li', null, badge(row.status, both(row, 'name')), ' ', both(row, 'message')))) : null);
}

function restatedCard(kpi) {
  const rows = (inScope('restatements', STATE.scope) || []).filter((row) => row.kpi_id === kpi.kpi_id).slice(-6).reverse();
  if (!rows.length) return h('p', { class: 'note foot' }, t('kpi.not_restated'));
  return card(t('kpi.restated'), table([
    { label: t('filter.period'), cell: (row) => periodName(row.period_type, row.period_start) },
    { label: t('label.first_reported'), number: true, cell: (row) => amount(row.first_value, kpi.unit) },
    { label: t('label.now'), number: true, cell: (row) => amount(row.present_value, kpi.unit) },
    { label: t('label.reported_on'), cell: (row) => dateText(row.reported_as_of) },
  ], rows, { label: t('kpi.restated') }));
}

function paceText(row, kpi) {
  const parts = [t('pace.days', { gone: row.working_days_elapsed, all: row.working_days, value: amount(row.kpi_value, kpi.unit) })];
  if (row.expected_to_date !== null) parts.push(t('pace.expected', { value: amount(row.expected_to_date, kpi.unit) }));
  if (both(row, 'needed')) parts.push(t('pace.needed', { text: both(row, 'needed') }));
  if (row.forecast_value !== null) parts.push(t(`pace.forecast_${row.forecast_basis}`, { value: amount(row.forecast_value, kpi.unit), low: amount(row.forecast_low, kpi.unit), high: amount(row.forecast_high, kpi.unit) }));
  return parts.join(' ');
}

function headline(kpi, row) {
  const flags = row ? flagsOf(row) : [];
  const fact = (label, field, value) => h('div', null, h('dt', null, label), h('dd', { 'data-field': field }, value));
  return h('section', { class: `headline headline-${shapeOf(row ? row.target_status : 'not_assessed')}` },
    h('div', { class: 'big' }, h('span', { class: 'value', 'data-field': 'kpi_value' }, valueOf(row, kpi.unit)),
      h('span', { class: 'period' }, shownPeriodName(kpi))),
    h('dl', { class: 'facts' },
      fact(t('label.target'), 'target', (row && targetText(row)) || t('label.none')),
      fact(t('label.attained'), 'attainment', attainedText(row)),
      fact(changeLabel(row, kpi), 'change', changeOf(row, kpi)),
      fact(t('label.last_year'), 'last_year', (row && both(row, 'last_year_change_text')) || t('label.none')),
      fact(intervalName(), 'interval', row && row.ci_low !== null ? `${amount(row.ci_low, kpi.unit)} – ${amount(row.ci_high, kpi.unit)}` : t('label.none')),
      fact(t('label.sample'), 'sample', row ? amount(row.sample_size, 'count') : t('label.none')),
      row && row.stretch_value !== null ? fact(t('label.stretch'), 'stretch', [amount(row.stretch_value, kpi.unit), ' ', h('span', { class: 'muted' }, word('stretch_status', row.stretch_status))]) : null),
    recordsLink(),
    flags.length ? h('ul', { class: 'flags' }, flags.map((flag) => h('li', { class: `flag flag-${flag.kind}`, title: flag.title }, flag.text))) : null);
}

PAGES.kpi = {
  title: (kpiId) => kpiName(kpiId),
  filters: ['scope', 'type'],
  needs(kpiId) {
    const kpi = DATA.kpis.get(kpiId);
    if (!kpi) return [];
    const { type, start } = shownPeriod(kpi);
    return [sideBySide(kpiId, type, start), ...monthsOf(type, start)];
  },
  show(kpiId) {
    const kpi = DATA.kpis.get(kpiId);
    if (!kpi) return [pageHead(t('empty.kpi'), null)];
    const row = chosenRow(kpi);
    const slices = slicesCards(kpi);
    return [
      pageHead(kpiName(kpiId), kpiText(kpi, 'question'), h('div', { class: 'page-side' }, row ? statusBadge(row) : withoutRow(kpi), h('p', { class: 'muted' }, scopeName(STATE.scope)))),
      headline(kpi, row),
      h('div', { class: 'cards' },
        trendCard(kpi), toDateCard(kpi),
        stack(actionCard(kpi), paceCard(kpi), scopesCard(kpi, 'team'), slices.filter((_, place) => place % 2)),
        stack(DATA.about.rep_id ? scopesCard(kpi, 'rep', t('note.own_only')) : scopesCard(kpi, 'rep'),
          isMeasuredFor(kpi, 'rep') ? null : card(t('kpi.company_only'), empty(t('empty.company_only'))), slices.filter((_, place) => place % 2 === 0)),
        recordsCard(kpi), measuresCard(kpi), meaningCard(kpi), sourcesCard(kpi)),
      restatedCard(kpi),
    ];
  },
};
