// The data of the page, looked up by KPI, period type and scope. They come in pieces, which are in the page or in a folder beside it.

// By scope: its rows by dataset, the periods of its KPIs, their own measures, and the row of each KPI that is due.
const DATA = { about: null, settings: {}, sets: {}, measures: {}, scopes: new Map() };

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

const seriesKey = (kpiId, type) => `${kpiId}|${type}`;
const scopeOf = (row) => `${row.scope_type}:${row.scope_id}`;

function keepCore(core) {
  DATA.about = core.about;
  DATA.measures = core.measures;
  for (const [name, packed] of Object.entries(core.data)) DATA.sets[name] = rowsOf(packed);
  DATA.settings = Object.fromEntries(DATA.sets.settings.map((row) => [row.setting, row.value]));
  for (const period of DATA.sets.periods) period.key = `${period.period_type}:${period.period_start}`;
  DATA.periods = new Map(DATA.sets.periods.map((period) => [period.key, period]));
  DATA.kpis = new Map(DATA.sets.kpis.map((kpi) => [kpi.kpi_id, kpi]));
}

// The rows of a scope; those of earlier years come as a piece of their own, and go before the others.
function keepScope({ scope, data, measures }, isEarlier) {
  if (!DATA.scopes.has(scope)) DATA.scopes.set(scope, { sets: {}, series: new Map(), own: new Map(), due: new Map() });
  const held = DATA.scopes.get(scope);
  const [scope_type, scope_id] = [scope.slice(0, scope.indexOf(':')), scope.slice(scope.indexOf(':') + 1)];
  const withScope = (packed) => rowsOf(packed).map((row) => Object.assign(row, { scope_type, scope_id }));
  for (const [name, packed] of Object.entries(data)) {
    const [known, rows] = [held.sets[name] || [], withScope(packed)];
    held.sets[name] = isEarlier ? [...rows, ...known] : [...known, ...rows];
  }
  if (data.scorecard) {
    held.due = new Map(held.sets.scorecard.filter((row) => row.is_as_due).map((row) => [row.kpi_id, row]));
    held.series = grouped(held.sets.scorecard, (row) => seriesKey(row.kpi_id, row.period_type));
  }
  for (const [kpiId, packed] of Object.entries(measures)) {
    for (const row of withScope(packed)) held.own.set(`${kpiId}|${row.period_type}|${row.period_start}`, row);
  }
}

// All periods of a KPI in a scope, oldest first.
const series = (kpiId, type, scope) => DATA.scopes.get(scope)?.series.get(seriesKey(kpiId, type)) || [];
const dueRow = (kpiId, scope) => DATA.scopes.get(scope)?.due.get(kpiId);
const ownMeasures = (row) => DATA.scopes.get(scopeOf(row))?.own.get(`${row.kpi_id}|${row.period_type}|${row.period_start}`) || {};

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
const inScope = (name, scope) => (DATA.about.scoped.includes(name) ? DATA.scopes.get(scope)?.sets[name] || [] : null);
