// The records behind a number: the ten of each list that matter most, all of them as a file, and where the CRM has them.

const MOST_LISTED = 10;
let RECORD_LISTS = {};
const additions = new Map();

// What a record adds to each KPI, by the KPI: `kpi reason numerator denominator counts`, joined by ;.
function addsOf(record) {
  if (!additions.has(record.adds)) {
    additions.set(record.adds, new Map(record.adds.split(';').map((text) => {
      const [kpiId, reason, numerator, denominator, counted] = text.split(' ');
      return [kpiId, { reason, numerator, denominator, is_counted: counted === '1' }];
    })));
  }
  return additions.get(record.adds);
}

function added(text, record) {
  if (text === '-') return null;
  return text === 'v' ? record.record_value : Number(text);
}

// The records of a KPI in a period and scope; null where the page does not hold the whole period.
function recordsOf(kpiId, type, start, scope) {
  const period = DATA.periods.get(`${type}:${start}`);
  if (!period || (DATA.about.records_from && start < DATA.about.records_from)) return null;
  const [scopeType, scopeId] = [scope.slice(0, scope.indexOf(':')), scope.slice(scope.indexOf(':') + 1)];
  const rows = [];
  for (const record of monthsOf(type, start).flatMap((month) => held.get(month) || [])) {
    if (record.counted_on === null ? record.period_type !== type || record.period_start !== start
      : record.counted_on < period.period_start || record.counted_on > period.period_end) continue;
    if (scopeType === 'rep' ? record.scope_id !== scopeId : scopeType === 'team' && record.team_id !== scopeId) continue;
    const adds = addsOf(record).get(kpiId);
    if (!adds) continue;
    rows.push({ ...record, ...adds, numerator: added(adds.numerator, record), denominator: added(adds.denominator, record) });
  }
  return rows;
}

const urlOf = (record) => record.record_url && record.record_url.replaceAll('{id}', encodeURIComponent(record.record_id));
const sizeOf = (record) => Math.abs((record.movement ? record.mrr_change : record.record_value) ?? 0);
const comesFirst = (a, b) => sizeOf(b) - sizeOf(a) || (a.counted_on < b.counted_on ? -1 : a.counted_on > b.counted_on ? 1 : 0)
  || (a.record_id < b.record_id ? -1 : 1);

function listsOf(rows) {
  return Object.entries(RECORD_LISTS).map(([name, list]) => ({
    name, title: list[STATE.lang], isMovement: Boolean(list.movements),
    rows: rows.filter((row) => (list.movements ? list.movements.includes(row.movement) : row.movement === null && list.reasons.includes(row.reason))).sort(comesFirst),
  }));
}

function recordTable({ name, title, rows, isMovement }) {
  const has = (field) => rows.some((row) => row[field] !== null && row[field] !== undefined);
  const columns = [
    { label: t('records.record'), class: 'name', cell: (row) => (urlOf(row)
      ? h('a', { href: urlOf(row), target: '_blank', rel: 'noopener noreferrer' }, row.record_id) : row.record_id) },
    has('customer_name') && { label: t('records.company'), class: 'name', cell: (row) => row.customer_name ?? t('label.none') },
    has('record_value') && { label: isMovement ? t('records.mrr') : t('records.value'), number: true, cell: (row) => amount(row.record_value, row.record_unit) },
    isMovement && { label: t('records.change'), number: true, cell: (row) => (row.mrr_change ? change(row.mrr_change, 0, 'currency') : t('label.none')) },
    { label: t('records.rep'), cell: (row) => scopeName(scopeOf(row)) },
    has('counted_on') && { label: t('records.day'), cell: (row) => h('span', { class: 'nowrap' }, dateText(row.counted_on)) },
    has('source') && { label: t('records.source'), cell: (row) => row.source ?? t('label.none') },
    has('segment') && { label: t('records.segment'), cell: (row) => row.segment ?? t('label.none') },
    { label: t('records.why'), class: 'wide-text', cell: (row) => (isMovement
      ? t('records.moved', { movement: word('customer_movement', row.movement), why: word('record_reason', row.reason) }) : word('record_reason', row.reason)) },
  ].filter(Boolean);
  return [h('h3', { class: 'list-head' }, t('records.list', { title, n: number(rows.length, 0) })),
    table(columns, rows.slice(0, MOST_LISTED), { label: title, id: `records-${name}`, key: (row) => row.record_id })];
}

const RECORD_COLUMNS = ['kpi_id', 'period_type', 'period_start', 'export', 'record_id', 'lead_id', 'customer_id', 'customer_name', 'rep_id', 'team_id', 'counted_on',
  'source', 'segment', 'numerator', 'denominator', 'is_counted', 'reason', 'record_value', 'record_unit', 'movement', 'mrr_change', 'record_url'];

function linesOfRecords(kpi, type, start, rows) {
  const lines = [...rows].sort(comesFirst).map((row) => ({
    ...row, kpi_id: kpi.kpi_id, period_type: type, period_start: start, rep_id: row.scope_id, record_url: urlOf(row),
    lead_id: row.export === 'leads' ? row.record_id : row.lead_id, customer_id: row.export === 'accounts' ? row.record_id : row.customer_id,
  }));
  const head = [...RECORD_COLUMNS, 'why'];
  return [head, ...lines.map((line) => head.map((name) => (name === 'why' ? word('record_reason', line.reason) : line[name])))];
}

function csvButton(kpi, type, start, rows) {
  const name = [kpi.kpi_id, type, start, STATE.scope].join('_').replace(/[^\w.-]+/g, '-');
  return h('button', {
    type: 'button', class: 'quiet', id: 'records-csv', onclick: () => saveLines(`${name}.csv`, linesOfRecords(kpi, type, start, rows)),
  }, t('records.csv', { n: number(rows.length, 0) }));
}

function recordSums(kpi, rows) {
  const sum = (field) => rows.reduce((total, row) => total + (row.is_counted ? row[field] ?? 0 : 0), 0);
  const counted = rows.filter((row) => row.is_counted);
  const values = { n: number(rows.length, 0), counted: number(counted.length, 0), above: amount(sum('numerator'), SUMMED_UNITS.includes(kpi.unit) ? kpi.unit : 'number'), below: number(sum('denominator'), Number.isInteger(sum('denominator')) ? 0 : 2) };
  const key = counted.length && !counted.some((row) => row.numerator !== null) ? 'records.no_sum' : counted.some((row) => row.denominator !== null) ? 'records.sum_ratio' : 'records.sum';
  return h('p', { class: 'note', id: 'records-sum', 'data-numerator': sum('numerator'), 'data-denominator': sum('denominator'), 'data-counted': counted.length }, t(key, values));
}

// From the number to the card of its records, by keyboard too.
function recordsLink() {
  const act = () => { const place = document.getElementById('records'); place.tabIndex = -1; place.focus({ preventScroll: true }); place.scrollIntoView(); };
  return h('button', { type: 'button', class: 'quiet', id: 'to-records', onclick: act }, t('records.see'));
}

function recordsCard(kpi) {
  const { type, start } = shownPeriod(kpi);
  const head = { title: t('records.title', { period: shownPeriodName(kpi) }), class: 'wide', id: 'records', take: false };
  if (!DATA.about.scoped.includes('records')) return card(head, empty(t('records.not_published')));
  const rows = recordsOf(kpi.kpi_id, type, start, STATE.scope);
  if (rows === null) return card(head, empty(t('records.not_held', { day: dateText(DATA.about.records_from) })));
  const own = DATA.about.rep_id && STATE.scope !== `rep:${DATA.about.rep_id}` ? h('p', { class: 'note' }, t('records.own_only')) : null;
  if (!rows.length) return card(head, own, empty(t('records.none')));
  const lists = listsOf(rows).filter((list) => list.rows.length);
  const moved = rows.some((row) => row.movement !== null) && !lists.length;
  return card({ ...head, side: csvButton(kpi, type, start, rows) }, own, recordSums(kpi, rows), moved ? empty(t('records.nobody_moved')) : null, lists.map(recordTable));
}
