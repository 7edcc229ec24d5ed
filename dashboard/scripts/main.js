// Read the data, then show what the address asks for.

// Views that were asked for; only the last one is shown.
let asked = 0;

async function show() {
  asked += 1;
  const own = asked;
  readAddress();
  document.body.removeAttribute('data-ready');
  document.documentElement.lang = STATE.lang === 'zh' ? 'zh-CN' : 'en';
  const page = PAGES[STATE.page];
  const content = document.getElementById('content');
  content.setAttribute('aria-busy', 'true');
  let shown;
  try {
    await take([COMPANY, ...ofScope(COMPANY), ...ofScope(STATE.scope)]);
    if (own === asked && page.needs) await take([...ofScope(COMPANY), ...ofScope(STATE.scope), ...page.needs(STATE.argument)]);
  } catch (error) {
    console.error(error);
    shown = [h('p', { class: 'failure', role: 'alert' }, error.message)];
  }
  if (own !== asked) return;
  clearCharts();
  document.title = `${page.title(STATE.argument)} · ${t('app.title')}`;
  document.getElementById('skip').textContent = t('app.skip');
  document.getElementById('top').replaceChildren(...header(page));
  document.getElementById('side').replaceChildren(...navigation());
  document.getElementById('side').setAttribute('aria-label', t('nav.label'));
  content.replaceChildren(...(shown || page.show(STATE.argument).filter(Boolean)));
  content.removeAttribute('aria-busy');
  await drawWaiting();
  markWideTables();
  if (own === asked) document.body.dataset.ready = window.location.hash || '#';
}

const toContent = () => document.getElementById('content').focus({ preventScroll: true });

async function begin() {
  const payload = await unpacked(document.getElementById('payload').content.textContent);
  ({ charts: CHARTS, theme: THEME, measure_texts: MEASURE_TEXTS, record_lists: RECORD_LISTS } = payload);
  keepCore(payload);
  TEXTS = withWordsOfBuild(payload.texts);
  const inside = [...document.querySelectorAll('template[data-piece]')];
  for (const place of inside) { keepPiece(place.dataset.piece, await unpacked(place.content.textContent)); place.remove(); }
  document.getElementById('payload').remove();
  const language = (navigator.language || 'en').toLowerCase().startsWith('zh') ? 'zh' : 'en';
  DEFAULTS.lang = language;
  STATE.lang = language;
  if (DATA.about.rep_id) DEFAULTS.scope = `rep:${DATA.about.rep_id}`;
  let last = null;
  // the address says what is shown: the link only moves the keyboard
  document.getElementById('skip').addEventListener('click', (event) => { event.preventDefault(); toContent(); });
  window.addEventListener('hashchange', async () => {
    const held = document.activeElement.id;
    await show();
    // a filter is made anew with the page: the keyboard stays on it
    if (held) document.getElementById(held)?.focus({ preventScroll: true });
    const here = `${STATE.page}/${STATE.argument}`;
    if (here !== last) { window.scrollTo(0, 0); toContent(); }
    last = here;
  });
  window.addEventListener('resize', markWideTables);
  await show();
  last = `${STATE.page}/${STATE.argument}`;
}

begin().catch((error) => {
  console.error(error);
  document.getElementById('content').append(h('p', { class: 'failure', role: 'alert' }, String(error)));
});
