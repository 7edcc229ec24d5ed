// Every KPI against its target, on one tile each.

function spark(kpi) {
  const { type, start } = shownPeriod(kpi);
  const all = series(kpi.kpi_id, type, STATE.scope);
  const last = all.findIndex((item) => item.period_start === start);
  const shown = all.slice(0, last + 1).slice(-13);
  const known = shown.filter((item) => item.kpi_value !== null);
  if (known.length < 2) return h('div', { class: 'chart chart-spark none' }, h('span', null, t('empty.history')));
  const label = t('chart.spark', { kpi: kpiName(kpi.kpi_id), n: known.length, first: amount(known[0].kpi_value, kpi.unit), last: amount(known[known.length - 1].kpi_value, kpi.unit) });
  return chart('spark', label, chartRows(shown, kpi.unit).map((item, place, list) => ({ ...item, is_last: place === list.length - 1 })));
}

function tile(kpi) {
  const row = chosenRow(kpi);
  const { type, start } = shownPeriod(kpi);
  const flags = row ? flagsOf(row) : [];
  const target = row && targetText(row);
  const stretch = row && row.stretch_value !== null;
  return h('article', { class: `tile tile-${shapeOf(statusOf(kpi, row))}`, 'data-kpi': kpi.kpi_id },
    h('h2', null, h('a', { href: address({ page: 'kpi', argument: kpi.kpi_id }) }, kpiName(kpi.kpi_id))),
    h('div', { class: 'tile-value' },
      h('span', { class: 'value', 'data-field': 'kpi_value' }, valueOf(row, kpi.unit)),
      h('div', { class: 'tile-side' }, row ? statusBadge(row) : withoutRow(kpi),
        h('span', { class: 'period' }, periodName(type, start)))),
    h('dl', { class: 'facts' },
      h('div', null, h('dt', null, t('label.target')), h('dd', { 'data-field': 'target' }, target || t('label.none'))),
      h('div', null, h('dt', null, t('label.attained')), h('dd', { 'data-field': 'attainment' }, attainedText(row))),
      h('div', null, h('dt', null, changeLabel(row, kpi)), h('dd', { 'data-field': 'change' }, changeOf(row, kpi)))),
    attainmentBar(row),
    spark(kpi),
    (flags.length > 0 || stretch) && h('ul', { class: 'flags' },
      flags.map((flag) => h('li', { class: `flag flag-${flag.kind}`, title: flag.title }, flag.text)),
      stretch && h('li', { class: `flag flag-stretch ${row.stretch_status}`, 'data-field': 'stretch' },
        t(row.stretch_status === 'reached' ? 'stretch.reached' : 'stretch.open', { value: amount(row.stretch_value, kpi.unit) }))),
    h('div', { class: 'tile-foot' }, sourceLine(kpi, row), dueLine(kpi)));
}

function summary() {
  const statuses = ['on_target', 'at_risk', 'off_target', 'not_assessed', 'no_target'];
  const counts = statuses.map((status) => [status, [...DATA.kpis.values()].filter((kpi) => statusOf(kpi) === status).length]);
  const first = (focusRows(STATE.scope) || []).filter((row) => row.is_judged).slice(0, 3);
  return h('section', { class: 'tile summary', 'aria-label': t('summary.title') },
    h('div', { class: 'counts' }, counts.filter(([status, n]) => n > 0 || status.endsWith('target') && status !== 'no_target').map(([status, n]) => h('div', { class: `count count-${status}`, 'data-status': status },
      h('span', { class: 'count-number' }, icon(status), String(n)), h('span', null, word('target_status', status))))),
    h('div', { class: 'first' },
      h('h2', null, t('scorecard.first')),
      first.length ? h('ol', null, first.map((row) => h('li', null,
        h('a', { href: address({ page: 'kpi', argument: row.kpi_id }) }, kpiName(row.kpi_id)), ' ',
        h('span', { class: 'muted' }, againstTarget(row)), h('p', null, both(row, 'action'))))) : h('p', { class: 'muted' }, nothingMissed())));
}

// The tiles as lines of a CSV, numbers as they are.
function scorecardLines() {
  const names = ['kpi_id', 'period_type', 'period_start', 'scope_type', 'scope_id', 'kpi_value', 'previous_value', 'target_value', 'target_low', 'target_high', 'attainment', 'target_status', 'value_status', 'sample_size', 'source_status'];
  const rows = [...DATA.kpis.values()].map((kpi) => [kpi, chosenRow(kpi)]).filter(([, row]) => row);
  return [[t('label.kpi'), ...names], ...rows.map(([kpi, row]) => [kpiName(kpi.kpi_id), ...names.map((name) => row[name])])];
}

PAGES.scorecard = {
  title: () => t('page.scorecard'),
  filters: ['scope', 'type'],
  show() {
    const lead = STATE.type === 'official' ? t('scorecard.official') : t('scorecard.chosen', { period: periodName(STATE.type, startOf(STATE.type)) });
    return [
      pageHead(t('scorecard.title', { scope: scopeName(STATE.scope) }), lead),
      h('div', { class: 'tiles' }, summary(), [...DATA.kpis.values()].map(tile)),
      h('div', { class: 'key' }, legend([['value', t('legend.value')], ['low', t('legend.low')], ['incomplete', t('legend.incomplete')], ['target', t('legend.target')]]),
        h('p', { class: 'note' }, t('scorecard.note')),
        h('div', { class: 'tools' }, takeButton('CSV', t('take.csv', { title: t('page.scorecard') }), () => saveCsv(t('page.scorecard'), scorecardLines())))),
    ];
  },
};
