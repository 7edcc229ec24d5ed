// What to look at first, whether we are on the way, and what the KPIs say together.

function focusCard(scope, most = Infinity) {
  const rows = focusRows(scope);
  const title = t('scorecard.first');
  if (rows === null) return card({ title, class: 'wide' }, empty(t('empty.mart')));
  if (!rows.length) return card({ title, class: 'wide' }, empty(nothingMissed()));
  return card({ title, class: 'wide', note: t('focus.note') }, table([
    { label: '#', class: 'slim', cell: (row) => String(row.focus_rank) },
    { label: t('label.kpi'), class: 'name', cell: (row) => h('a', { href: address({ page: 'kpi', argument: row.kpi_id, scope }) }, kpiName(row.kpi_id)) },
    { label: t('filter.period'), cell: (row) => h('span', { class: 'nowrap' }, periodName(row.period_type, row.period_start)) },
    { label: t('label.value'), number: true, cell: (row) => amount(row.kpi_value, DATA.kpis.get(row.kpi_id).unit) },
    { label: t('label.target'), number: true, cell: (row) => targetText(row) },
    { label: t('label.attained'), number: true, cell: (row) => attainedText(row) },
    { label: t('label.status'), cell: (row) => [statusBadge(row), row.trend ? h('div', { class: 'muted small' }, word('trend', row.trend)) : null] },
    { label: t('label.action'), class: 'wide-text', cell: (row) => both(row, 'action') },
  ], rows.slice(0, most), { label: title, id: 'focus-table', key: (row) => row.kpi_id }));
}

function pacingCard() {
  const rows = inScope('pacing', STATE.scope);
  if (rows === null) return card({ title: t('pace.title'), class: 'wide' }, empty(t('empty.mart')));
  const shown = rows.filter((row) => row.period_type === typeOf(DATA.kpis.get(row.kpi_id)) && row.pace_status !== 'no_target');
  const judged = shown.filter((row) => row.pace_status !== 'not_assessed');
  const others = shown.filter((row) => row.pace_status === 'not_assessed');
  if (!judged.length) return card({ title: t('pace.title'), class: 'wide' }, empty(t('pace.none')));
  const kpiOf = (row) => DATA.kpis.get(row.kpi_id);
  return card({ title: t('pace.title'), class: 'wide', note: t('pace.note', { day: dateText(DATA.about.as_of_date) }) }, table([
    { label: t('label.kpi'), cell: (row) => h('a', { href: address({ page: 'kpi', argument: row.kpi_id }) }, kpiName(row.kpi_id)) },
    { label: t('filter.period'), cell: (row) => h('span', { class: 'nowrap' }, periodName(row.period_type, row.period_start)) },
    { label: t('pace.gone'), number: true, cell: (row) => t('pace.share', { gone: row.working_days_elapsed, all: row.working_days }) },
    { label: t('pace.so_far'), number: true, cell: (row) => amount(row.kpi_value, kpiOf(row).unit) },
    { label: t('label.target'), number: true, cell: (row) => targetText(row) || t('label.none') },
    { label: t('pace.by_now'), number: true, cell: (row) => amount(row.expected_to_date, kpiOf(row).unit) },
    { label: t('pace.rest'), cell: (row) => both(row, 'needed') || t('label.none') },
    { label: t('pace.end'), number: true, cell: (row) => (row.forecast_value === null ? t('label.none') : [amount(row.forecast_value, kpiOf(row).unit), h('div', { class: 'muted small' }, `${amount(row.forecast_low, kpiOf(row).unit)} – ${amount(row.forecast_high, kpiOf(row).unit)}`)]) },
    { label: t('label.status'), cell: (row) => badge(row.pace_status, word('pace', row.pace_status)) },
  ], judged, { label: t('pace.title'), id: 'pacing-table', key: (row) => row.kpi_id }),
  others.length ? h('p', { class: 'note' }, t('pace.unjudged', { list: listed(others.map((row) => kpiName(row.kpi_id))) })) : null);
}

function overlapCard() {
  const rows = DATA.sets.overlap;
  const title = t('overlap.title');
  if (!rows) return card({ title, class: 'wide' }, empty(t('empty.mart')));
  const ids = [...DATA.kpis.keys()];
  const numbers = new Map(ids.map((id, place) => [id, place + 1]));
  const names = ids.map((id) => `${numbers.get(id)}  ${kpiName(id)}`);
  const columns = ids.map((id) => String(numbers.get(id)));
  const values = [];
  for (const row of rows) {
    // the later of the two in the list is the row
    const [first, second] = numbers.get(row.kpi_a) < numbers.get(row.kpi_b) ? [row.kpi_a, row.kpi_b] : [row.kpi_b, row.kpi_a];
    const rho = row.rank_correlation;
    values.push({
      row: names[numbers.get(second) - 1], column: columns[numbers.get(first) - 1], value: row.relation === 'not_assessed' ? null : rho, related: row.relation === 'related',
      text: row.relation === 'related' ? number(rho, 2) : '', tip: `${kpiName(row.kpi_a)} × ${kpiName(row.kpi_b)}: ${both(row, 'reading')}`, kind: 'rho',
    });
    if (row.record_overlap !== null) values.push({
      row: names[numbers.get(first) - 1], column: columns[numbers.get(second) - 1], value: row.record_overlap, related: false,
      text: percent(row.record_overlap, 0), tip: `${kpiName(row.kpi_a)} × ${kpiName(row.kpi_b)}: ${t('overlap.shared', { share: percent(row.record_overlap, 0), kind: word('record', row.shared_record_type) })}`, kind: 'records',
    });
  }
  const related = rows.filter((row) => row.relation === 'related').sort((a, b) => Math.abs(b.rank_correlation) - Math.abs(a.rank_correlation));
  return card({ title, class: 'wide', note: t('overlap.note') },
    h('div', { class: 'split split-matrix' },
      h('div', null, chart('matrix', t('chart.overlap', { n: related.length, all: rows.length }), values, { names, columns }),
        h('div', { class: 'ramps' }, h('span', { class: 'ramp ramp-rho', 'aria-hidden': 'true' }), h('span', null, t('overlap.ramp_rho')), h('span', { class: 'ramp ramp-records', 'aria-hidden': 'true' }), h('span', null, t('overlap.ramp_records')))),
      h('div', { class: 'readings' }, h('h3', null, t('overlap.related', { n: related.length, all: rows.length })),
        related.length ? h('ul', { class: 'plain', id: 'related' }, related.map((row) => h('li', { 'data-key': `${row.kpi_a}|${row.kpi_b}` }, both(row, 'reading')))) : h('p', { class: 'muted' }, t('overlap.none')))));
}

function driversCard() {
  const rows = DATA.sets.drivers;
  const title = t('drivers.title');
  if (!rows) return card({ title, class: 'wide' }, empty(t('empty.mart')));
  if (!rows.length) return card({ title, class: 'wide' }, empty(t('empty.values')));
  const names = [...new Map(rows.map((row) => [row.driver, both(row, 'driver')])).values()];
  const values = rows.map((row) => ({
    driver: both(row, 'driver'), band: t('drivers.band', { band: both(row, 'band'), n: number(row.lead_count, 0) }), order: row.band_order,
    value: row.conversion_rate, low: row.ci_low, high: row.ci_high, quality: row.is_low_sample ? 'low' : 'ok', text: percent(row.conversion_rate),
    tip: `${both(row, 'driver')}: ${both(row, 'band')} · ${percent(row.conversion_rate)} (${percent(row.ci_low)} – ${percent(row.ci_high)}) · ${t('drivers.of', { n: number(row.converted_count, 0), all: number(row.lead_count, 0) })}`,
  }));
  const bandName = (row) => t('list.named', { name: both(row, 'driver'), text: both(row, 'band') });
  const compared = rows.filter((row) => !row.is_reference && row.stratified_difference !== null);
  return card({ title, class: 'wide', note: t('drivers.note') },
    h('div', { class: 'thirds' }, names.map((name) => h('div', null, h('h3', null, name),
      chart('bands', t('chart.drivers', { driver: name, list: values.filter((row) => row.driver === name).map((row) => `${row.band} ${row.text}`).join('; ') }),
        values.filter((row) => row.driver === name), { bands: values.filter((row) => row.driver === name).map((row) => row.band), height: values.filter((row) => row.driver === name).length * 30, high: Math.ceil(Math.max(...values.filter((row) => row.quality === 'ok').map((row) => row.high)) * 10) / 10 })))),
    table([
      { label: t('drivers.compared'), cell: (row) => bandName(row) },
      { label: t('drivers.against'), class: 'name', cell: (row) => both(rows.find((item) => item.driver === row.driver && item.is_reference), 'band') },
      { label: t('drivers.difference'), number: true, cell: (row) => change(row.rate_difference, 0, 'rate') },
      { label: t('drivers.within'), number: true, cell: (row) => change(row.stratified_difference, 0, 'rate') },
      { label: intervalName(), number: true, cell: (row) => (row.stratified_low === null ? t('label.none') : t('drivers.interval', { low: change(row.stratified_low, 0, 'rate'), high: change(row.stratified_high, 0, 'rate') })) },
      { label: t('drivers.verdict'), cell: (row) => (row.is_low_sample ? badge('not_assessed', word('value_status', 'low_sample')) : row.stratified_low > 0 ? badge('on_target', t('drivers.more')) : row.stratified_high < 0 ? badge('off_target', t('drivers.less')) : badge('not_assessed', t('drivers.open'))) },
    ], compared, { label: title, id: 'drivers-table' }));
}

function identitiesCard() {
  const all = inScope('identities', STATE.scope);
  const rows = (all || []).filter((row) => row.period_type === 'month');
  const title = t('identities.title');
  if (!rows.length) return card({ title, class: 'wide' }, empty(t(all ? 'empty.values' : 'empty.mart')));
  const verdict = (row) => (row.broken_count ? badge('broken', t('identity.broken')) : row.apart_count ? badge('apart', t('identity.apart')) : row.holds_count ? badge('holds', t('identity.holds')) : badge('not_assessed', word('target_status', 'not_assessed')));
  return card({ title, class: 'wide', note: t('identities.note') }, table([
    { label: t('identities.relation'), cell: (row) => both(row, 'identity') },
    { label: t('identities.months'), number: true, cell: (row) => number(row.period_count, 0) },
    { label: t('identity.holds'), number: true, cell: (row) => number(row.holds_count, 0) },
    { label: t('identity.apart'), number: true, cell: (row) => number(row.apart_count, 0) },
    { label: t('identity.broken'), number: true, cell: (row) => number(row.broken_count, 0) },
    { label: word('target_status', 'not_assessed'), number: true, cell: (row) => number(row.not_assessed_count, 0) },
    { label: t('identities.largest'), number: true, cell: (row) => amount(row.largest_residual, 'ratio') },
    { label: t('label.status'), cell: verdict },
  ], rows, { label: title, id: 'identities-table', key: (row) => row.identity_id }));
}

PAGES.together = {
  title: () => t('page.together'),
  filters: ['scope', 'type'],
  show() {
    return [
      pageHead(t('page.together'), t('together.lead', { scope: scopeName(STATE.scope) })),
      h('div', { class: 'cards' }, focusCard(STATE.scope), pacingCard(), overlapCard(), driversCard(), identitiesCard()),
    ];
  },
};
