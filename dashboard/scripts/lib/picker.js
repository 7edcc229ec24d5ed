// A choice of one among many: a plain list where it is short, else a field that is searched as one types (the pattern of an
// editable combobox with a listbox, of the WAI-ARIA Authoring Practices).

const MOST_IN_LIST = 40;
const MOST_FOUND = 200;

function choice(id, label, options, value, change) {
  return options.length > MOST_IN_LIST ? picker(id, label, options, value, change) : plainChoice(id, label, options, value, change);
}

function plainChoice(id, label, options, value, change) {
  const groups = grouped(options, (option) => option.group || '');
  const list = h('select', { id, onchange: (event) => change(event.target.value) },
    [...groups].map(([name, members]) => {
      const items = members.map((option) => h('option', { value: option.value, selected: option.value === value }, option.text));
      return name ? h('optgroup', { label: name }, items) : items;
    }));
  return h('label', { class: 'choice', for: id }, h('span', null, label), list);
}

// Without case, accents and width, so that "lindqvist" finds Lindqvist, and "jose" José.
const folded = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

// The options that have each word of a text in their own text, their group or their key.
function foundIn(options, text) {
  const words = folded(text).split(/\s+/).filter(Boolean);
  return options.filter((option) => {
    const all = folded(`${option.text} ${option.group || ''} ${option.value}`);
    return words.every((word) => all.includes(word));
  });
}

function picker(id, label, options, value, change) {
  const chosen = options.find((option) => option.value === value);
  const rest = chosen ? chosen.text : '';
  const list = h('div', { id: `${id}-list`, role: 'listbox', 'aria-label': label });
  const told = h('p', { class: 'picker-told', role: 'status' });
  const box = h('div', { class: 'picker-box', hidden: true }, list, told);
  const field = h('input', {
    id, type: 'text', role: 'combobox', autocomplete: 'off', spellcheck: 'false', value: rest, 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': `${id}-list`,
  });
  let active = null;

  const items = () => [...list.querySelectorAll('[role=option]')];
  function point(item) {
    active?.classList.remove('active');
    active = item || null;
    if (!active) { field.removeAttribute('aria-activedescendant'); return; }
    active.classList.add('active');
    field.setAttribute('aria-activedescendant', active.id);
    active.scrollIntoView({ block: 'nearest' });
  }
  function option(item, place) {
    return h('div', { role: 'option', id: `${id}-${place}`, 'aria-selected': String(item.value === value), 'data-value': item.value }, item.text);
  }
  function open(text) {
    const found = foundIn(options, text);
    const shown = found.slice(0, MOST_FOUND).map((item, place) => ({ ...item, place }));
    list.replaceChildren(...[...grouped(shown, (item) => item.group || '')].map(([name, members], place) => {
      const made = members.map((item) => option(item, item.place));
      return name ? h('div', { role: 'group', 'aria-labelledby': `${id}-group-${place}` }, h('div', { class: 'picker-group', id: `${id}-group-${place}`, role: 'presentation' }, name), made) : made;
    }).flat());
    list.hidden = !found.length;
    told.textContent = !found.length ? t('picker.none', { text: text.trim() }) : found.length > shown.length ? t('picker.more', { n: number(found.length, 0), shown: MOST_FOUND }) : t('picker.found', { n: number(found.length, 0) });
    box.hidden = false;
    field.setAttribute('aria-expanded', String(found.length > 0));
    point(text.trim() ? items()[0] : items().find((item) => item.dataset.value === value));
  }
  function close() {
    box.hidden = true;
    field.setAttribute('aria-expanded', 'false');
    field.value = rest;
    point(null);
  }
  function choose(item) {
    close();
    if (item.dataset.value !== value) change(item.dataset.value);
  }
  function step(by) {
    const all = items();
    if (!all.length) return;
    const place = active ? all.indexOf(active) + by : by > 0 ? 0 : all.length - 1;
    point(all[(place + all.length) % all.length]);
  }
  const keys = {
    ArrowDown: (event) => { event.preventDefault(); if (box.hidden) open(''); else step(1); },
    ArrowUp: (event) => { event.preventDefault(); if (box.hidden) open(''); else step(-1); },
    Enter: (event) => { event.preventDefault(); if (box.hidden) open(''); else if (active) choose(active); },
    Escape: (event) => { event.preventDefault(); close(); field.select(); },
  };
  field.addEventListener('focus', () => field.select());
  // the whole text is selected, so that typing begins anew
  field.addEventListener('mousedown', (event) => { if (box.hidden) { event.preventDefault(); field.focus(); field.select(); open(''); } });
  field.addEventListener('input', () => open(field.value));
  field.addEventListener('keydown', (event) => keys[event.key]?.(event));
  field.addEventListener('blur', close);
  // the field keeps the keyboard while the list is used by mouse
  box.addEventListener('pointerdown', (event) => event.preventDefault());
  box.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => { const item = event.target.closest('[role=option]'); if (item) choose(item); });
  return h('div', { class: 'choice picker' }, h('label', { for: id }, label), h('div', { class: 'picker-place' }, field, box));
}
