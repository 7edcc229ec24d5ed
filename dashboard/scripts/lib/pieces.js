// Pieces of data: those in the page are unpacked once; those in the folder beside it are taken when a view needs them, and
// those that were not needed for longest are let go. A page that is opened from disk can read no file but a script.

// So many pieces from beside the page are held at once, and those that a view needs.
const MOST_HELD = 24;
const COMPANY = 'company:all';
const EARLIER = '|earlier';
const arriving = new Map();
// What is held from beside the page, the longest unused first; rows of records and of scopes side by side are in it.
const held = new Map();

window.salesKpisPiece = (name, text) => arriving.get(name)?.(text);

const isBeside = (name) => name in DATA.about.parts;

function fetched(name) {
  const found = new Promise((resolve, reject) => {
    arriving.set(name, resolve);
    const script = h('script', { src: `${encodeURIComponent(DATA.about.folder)}/${DATA.about.parts[name]}.js` });
    script.addEventListener('load', () => { script.remove(); reject(new Error(t('pieces.missing', { folder: DATA.about.folder }))); });
    script.addEventListener('error', () => { script.remove(); reject(new Error(t('pieces.missing', { folder: DATA.about.folder }))); });
    document.head.append(script);
  });
  return found.then(unpacked).finally(() => arriving.delete(name));
}

function keepPiece(name, piece) {
  if (piece.scope) keepScope(piece, name.endsWith(EARLIER));
  held.set(name, piece.rows ? rowsOf(piece.rows) : []);
}

// What is let go of a scope goes with what came of its earlier years.
function letGo(needed) {
  for (const name of [...held.keys()].filter(isBeside)) {
    if (held.size <= MOST_HELD) return;
    const scope = name.replace(EARLIER, '');
    if ([name, scope, scope + EARLIER].some((item) => needed.includes(item)) || scope === COMPANY) continue;
    held.delete(name);
    if (DATA.scopes.delete(scope)) [scope, scope + EARLIER].forEach((item) => held.delete(item));
  }
}

// Take what is needed and lies beside the page; what is held already is now the last to be let go.
async function take(names) {
  const needed = [...new Set(names)].filter(isBeside);
  const missing = needed.filter((name) => !held.has(name));
  for (const name of needed.filter((item) => held.has(item))) { const rows = held.get(name); held.delete(name); held.set(name, rows); }
  const found = await Promise.all(missing.map(async (name) => [name, await fetched(name)]));
  for (const [name, piece] of found) if (!held.has(name)) keepPiece(name, piece);
  letGo([...needed, COMPANY]);
}

// The pieces of a scope: its rows, and those of earlier years where these are asked for.
const ofScope = (scope) => [scope, ...(STATE.years === 'all' ? [scope + EARLIER] : [])];

// The piece in which all teams and reps have the periods of a KPI in a year.
const sideBySide = (kpiId, type, start) => `${kpiId}|${type}|${start.slice(0, 4)}`;

// The row of each scope of a type, in a KPI and period.
function rowsSideBySide(kpiId, type, start, scopeType) {
  const rows = new Map((held.get(sideBySide(kpiId, type, start)) || []).filter((row) => row.period_start === start).map((row) => [scopeOf(row), row]));
  const rowOf = (scope) => (isBeside(sideBySide(kpiId, type, start)) ? rows.get(scope) : series(kpiId, type, scope).find((row) => row.period_start === start));
  return scopes().filter((scope) => scope.type === scopeType).map((scope) => rowOf(scope.key)).filter(Boolean);
}

// The months whose records are in a period.
function monthsOf(type, start) {
  const period = DATA.periods.get(`${type}:${start}`);
  const months = [];
  for (let day = `${start.slice(0, 7)}-01`; period && day <= period.period_end; day = daysAfter(day, 32).slice(0, 8) + '01') months.push(`records|${day.slice(0, 7)}`);
  return months;
}
