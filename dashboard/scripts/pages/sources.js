// Whether the exports behind the KPIs can be trusted, and what of them was not used.

const CHECKS = ['presence', 'freshness', 'volume', 'validity', 'unreadable_cells', 'completeness', 'uniqueness', 'references', 'consistency', 'stray_dates'];
// the worst of several columns; one that cannot be judged hides none that can
const WORST = ['critical', 'warning', 'ok', 'not_assessed'];

function exportsCard() {
  const rows = DATA.sets.exports;
  const title = t('sources.exports');
  if (!rows) return card({ title, class: 'wide' }, empty(t('empty.mart')));
  const checks = DATA.sets.checks || [];
  const ids = CHECKS.filter((id) => checks.some((row) => row.check_id === id)).concat([...new Set(checks.map((row) => row.check_id))].filter((id) => !CHECKS.includes(id)));
  const nameOf = (id) => both(checks.find((row) => row.check_id === id), 'name');
  const cell = (row, id) => {
    const found = checks.filter((check) => check.export === row.export && check.check_id === id);
    if (!found.length) return h('span', { role: 'img', 'aria-label': t('sources.not_checked') }, svg('svg', { class: 'icon icon-no_target', viewBox: '0 0 16 16', 'aria-hidden': 'true' }, svg('circle', { cx: 8, cy: 8, r: 1, class: 'hollow' })));
    const status = WORST.find((name) => found.some((check) => check.status === name)) || found[0].status;
    const told = found.filter((check) => check.status === status).map((check) => both(check, 'message')).slice(0, 3).join('\n');
    return h('span', { class: 'mark', role: 'img', title: told, 'aria-label': word('check', status) }, icon(status), found.length > 1 ? h('span', { class: 'muted small' }, ` ${found.length}`) : null);
  };
  const leftOut = (row) => (DATA.sets.left_out || []).filter((item) => item.export === row.export).reduce((n, item) => n + item.record_count, 0);
  return card({ title, class: 'wide', note: t('sources.note') }, table([
    { label: t('label.export'), cell: (row) => word('export', row.export) },
    { label: t('label.status'), cell: (row) => (row.is_present ? badge(row.source_status, word('source', row.source_status)) : badge('not_assessed', t('sources.absent'))) },
    { label: t('sources.raw'), number: true, cell: (row) => h('span', { 'data-field': 'raw' }, number(row.raw_row_count, 0)) },
    { label: t('label.rows_used'), number: true, cell: (row) => h('span', { 'data-field': 'accepted' }, number(row.accepted_row_count, 0)) },
    { label: t('label.rows_rejected'), number: true, cell: (row) => h('span', { 'data-field': 'rejected' }, number(row.rejected_row_count, 0)) },
    { label: t('label.left_out'), number: true, cell: (row) => h('span', { 'data-field': 'left_out' }, number(leftOut(row), 0)) },
    ...ids.map((id) => ({ label: nameOf(id), class: 'centre', cell: (row) => cell(row, id) })),
  ], rows, { label: title, id: 'exports-table', key: (row) => row.export }),
  h('ul', { class: 'legend' }, [['ok', 'check.ok'], ['warning', 'check.warning'], ['critical', 'check.critical'], ['not_assessed', 'check.not_assessed']].map(([status, key]) => h('li', null, icon(status), t(key)))));
}

function findingsCard() {
  const rows = (DATA.sets.checks || []).filter((row) => row.status !== 'ok');
  if (!DATA.sets.checks) return null;
  if (!rows.length) return card(t('sources.findings'), empty(t('sources.all_pass')));
  return card({ title: t('sources.findings'), class: 'wide' }, table([
    { label: t('label.export'), cell: (row) => word('export', row.export) },
    { label: t('sources.check'), cell: (row) => [both(row, 'name'), row.column_name ? h('span', { class: 'muted' }, ` ${row.column_name}`) : ''] },
    { label: t('label.status'), cell: (row) => badge(row.status, word('check', row.status)) },
    { label: t('sources.found'), class: 'wide-text', cell: (row) => both(row, 'message') },
    { label: t('sources.kpis'), class: 'wide-text', cell: (row) => (row.kpis_hit ? listed(row.kpis_hit.split(';').map(kpiName)) : t('label.none')) },
  ], rows, { label: t('sources.findings'), id: 'findings-table' }));
}

function leftOutCard() {
  const rows = DATA.sets.left_out;
  const title = t('sources.left_out');
  if (!rows) return card(title, empty(t('empty.mart')));
  if (!rows.length) return card(title, empty(t('sources.nothing_left_out')));
  const reasons = [...new Set(rows.map((row) => row.left_out_reason))].sort();
  const exports = [...grouped(rows, (row) => row.export)];
  return card({ title, class: 'broad', note: t('sources.left_out_note') }, table([
    { label: t('label.export'), cell: ([name]) => word('export', name) },
    ...reasons.map((reason) => ({ label: word('left_out', reason), number: true, cell: ([, members]) => number((members.find((row) => row.left_out_reason === reason) || { record_count: 0 }).record_count, 0) })),
  ], exports, { label: title, id: 'left-out-table', key: ([name]) => name }));
}

function rejectedCard() {
  const rows = DATA.sets.rejected;
  const title = t('sources.rejected');
  if (!rows) return card(title, empty(t('empty.mart')));
  if (!rows.length) return card(title, empty(t('sources.nothing_rejected')));
  const reasons = [...grouped(rows, (row) => row.reason)].map(([reason, members]) => ({
    reason, whole: members.filter((row) => row.is_row_rejected).reduce((n, row) => n + row.cell_count, 0),
    cells: members.filter((row) => !row.is_row_rejected).reduce((n, row) => n + row.cell_count, 0),
    where: [...new Set(members.map((row) => [row.export, row.column_name].filter(Boolean).join('.')))],
  })).sort((a, b) => b.whole + b.cells - a.whole - a.cells);
  return card({ title, class: 'broad', note: t('sources.rejected_note') }, table([
    { label: t('sources.reason'), cell: (row) => word('reason', row.reason) },
    { label: t('sources.whole_rows'), number: true, cell: (row) => number(row.whole, 0) },
    { label: t('sources.cells'), number: true, cell: (row) => number(row.cells, 0) },
    { label: t('sources.where'), class: 'wide-text keys', cell: (row) => row.where.slice(0, 4).join(', ') + (row.where.length > 4 ? ` +${row.where.length - 4}` : '') },
  ], reasons, { label: title, id: 'rejected-table', key: (row) => row.reason }));
}

PAGES.sources = {
  title: () => t('page.sources'),
  filters: [],
  show() {
    const about = DATA.about;
    return [
      pageHead(t('page.sources'), t('sources.lead', { day: dateText(about.as_of_date), zone: about.reporting_time_zone })),
      h('div', { class: 'cards' }, exportsCard(), findingsCard(), leftOutCard(), rejectedCard()),
      h('p', { class: 'note foot' }, t('sources.build', { published: (about.published_at || '').replace('T', ' ').replace('Z', ' UTC'), build: about.build_id, version: about.schema_version })),
    ];
  },
};
