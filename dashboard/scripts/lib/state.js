// What is shown is in the address, so that it can be kept and sent: #/page/argument?lang=…&scope=…&type=…&period=…&years=…

const DEFAULTS = { lang: 'en', scope: 'company:all', type: 'official', period: 'latest', years: 'recent' };
const STATE = { page: 'scorecard', argument: null, ...DEFAULTS };

function readAddress() {
  const [path, query] = window.location.hash.replace(/^#\/?/, '').split('?');
  const [page, argument] = path.split('/').map(decodeURIComponent);
  const asked = new URLSearchParams(query || window.location.search);
  // short forms for people: ?team=EMEA, ?rep=<rep_id>
  for (const type of ['team', 'rep']) if (asked.get(type)) asked.set('scope', `${type}:${asked.get(type)}`);
  STATE.page = PAGES[page] ? page : 'scorecard';
  STATE.argument = argument || null;
  for (const [name, value] of Object.entries(DEFAULTS)) STATE[name] = asked.get(name) || value;
  if (!TEXTS[STATE.lang]) STATE.lang = 'en';
  if (!scopes().some((scope) => scope.key === STATE.scope)) STATE.scope = DEFAULTS.scope;
  if (!['official', 'week', 'month', 'quarter', 'year'].includes(STATE.type)) STATE.type = 'official';
  // what a page shows of one period has a month where none is chosen; links to other pages keep the choice
  STATE.asked = STATE.type;
  if (STATE.type === 'official' && PAGES[STATE.page].isOfOnePeriod) STATE.type = 'month';
  if (STATE.type === 'official' || !DATA.periods.has(`${STATE.type}:${STATE.period}`)) STATE.period = 'latest';
  // a period of the first of the recent years is seen with those before it
  if (STATE.years !== 'all' && STATE.period !== 'latest' && isLimited(STATE.type) && STATE.period < daysAfter(DATA.about.recent_from, 366)) STATE.years = 'all';
}

// Of weeks and months only those of recent years are at hand at once.
const isLimited = (type) => ['week', 'month'].includes(type) && DATA.sets.periods.some((period) => period.period_type === type && period.period_start < DATA.about.recent_from);

function address(changes = {}) {
  const wanted = { ...STATE, type: STATE.asked, ...changes };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(DEFAULTS)) if (wanted[name] !== value || name === 'lang') query.set(name, wanted[name]);
  const path = [wanted.page, wanted.argument].filter(Boolean).map(encodeURIComponent).join('/');
  return `#/${path}?${query.toString().replaceAll('%3A', ':')}`;
}

function go(changes) {
  window.location.hash = address(changes);
}

function scopes() {
  const teams = DATA.sets.teams.map((row) => ({ key: scopeOf(row), type: 'team' }));
  const reps = DATA.sets.reps.map((row) => ({ key: scopeOf(row), type: 'rep', team: row.team_id }));
  return [{ key: 'company:all', type: 'company' }, ...teams, ...reps];
}

const startOf = (type) => (STATE.type === 'official' || STATE.period === 'latest' ? latestComplete(type) : STATE.period);

// The type and first day of the period of a KPI under the filter: where none is chosen, that of the scorecard as due.
function shownPeriod(kpi, scope = STATE.scope) {
  const due = STATE.type === 'official' && (dueRow(kpi.kpi_id, scope) || dueRow(kpi.kpi_id, COMPANY));
  if (due) return { type: due.period_type, start: due.period_start };
  const type = STATE.type === 'official' ? kpi.official_frequency : STATE.type;
  return { type, start: startOf(type) };
}
const typeOf = (kpi, scope) => shownPeriod(kpi, scope).type;

// The row that a tile shows.
function chosenRow(kpi, scope = STATE.scope) {
  const { type, start } = shownPeriod(kpi, scope);
  return series(kpi.kpi_id, type, scope).find((row) => row.period_start === start) || null;
}
