// The data of the page: unpacked once, looked up by KPI, period type and scope.

const DATA = { about: null, settings: {}, sets: {}, measures: {}, series: new Map(), own: new Map() };

async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}

function rowsOf(packed) {
  if (!packed) return null;
  const columns = Object.entries(packed.c);
  const rows = Array.from({ length: packed.n }, () => ({}));
  for (const [name, { d: texts, v: values }] of columns) {
    for (let place = 0; place < packed.n; place += 1) {
      const value = values[place];
      rows[place][name] = texts && value !== null ? texts[value] : value;
    }
  }
  return rows;
}

function grouped(rows, key) {
  const groups = new Map();
  for (const row of rows) {
    const name = key(row);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(row);
  }
  return groups;
}

const seriesKey = (kpiId, type, scope) => `${kpiId}|${type}|${scope}`;
const scopeOf = (row) => `${row.scope_type}:${row.scope_id}`;

function keep(payload) {
  DATA.about = payload.about;
  for (const [name, packed] of Object.entries(payload.data)) DATA.sets[name] = rowsOf(packed);
  DATA.settings = Object.fromEntries(DATA.sets.settings.map((row) => [row.setting, row.value]));
  for (const period of DATA.sets.periods) period.key = `${period.period_type}:${period.period_start}`;
  DATA.periods = new Map(DATA.sets.periods.map((period) => [period.key, period]));
  DATA.kpis = new Map(DATA.sets.kpis.map((kpi) => [kpi.kpi_id, kpi]));
  DATA.due = new Map(DATA.sets.scorecard.filter((row) => row.is_as_due).map((row) => [`${row.kpi_id}|${scopeOf(row)}`, row]));
  DATA.series = grouped(DATA.sets.scorecard, (row) => seriesKey(row.kpi_id, row.period_type, scopeOf(row)));
  for (const [kpiId, packed] of Object.entries(payload.measures)) {
    const rows = rowsOf(packed);
    DATA.measures[kpiId] = rows.length
      ? Object.keys(rows[0]).filter((name) => !['period_type', 'period_start', 'scope_type', 'scope_id'].includes(name)) : [];
    for (const row of rows) DATA.own.set(`${kpiId}|${row.period_type}|${scopeOf(row)}|${row.period_start}`, row);
  }
}

// All periods of a KPI in a scope, oldest first.
function series(kpiId, type, scope) {
  return DATA.series.get(seriesKey(kpiId, type, scope)) || [];
}

function ownMeasures(row) {
  return DATA.own.get(`${row.kpi_id}|${row.period_type}|${scopeOf(row)}|${row.period_start}`) || {};
}

function periodsOf(type) {
  return DATA.sets.periods.filter((period) => period.period_type === type);
}

function periodOf(row) {
  return DATA.periods.get(`${row.period_type}:${row.period_start}`);
}

function latestComplete(type) {
  const complete = periodsOf(type).filter((period) => period.is_complete_period);
  return complete.length ? complete[complete.length - 1].period_start : (periodsOf(type).slice(-1)[0] || {}).period_start;
}

// The rows of a dataset in a scope; null where the mart was not published.
function inScope(name, scope) {
  const rows = DATA.sets[name];
  return rows && rows.filter((row) => scopeOf(row) === scope);
}
