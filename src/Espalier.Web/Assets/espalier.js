// What a page cannot do without a script: copying, reading a figure by pointer and keys, zooming by dragging, PNG files, and coming back after a
// lost connection. Everything listens at the document, so that nothing has to be attached when a page changes.

const closest = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

// ---- copying ------------------------------------------------------------------------------------------------------------------------------

document.addEventListener('click', async event => {
  const button = closest(event, '[data-copy]');
  if (!button) return;
  const text = button.parentElement.querySelector('code').textContent;
  try {
    await navigator.clipboard.writeText(text);
    const said = button.textContent;
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = said; }, 1500);
  } catch {
    const range = document.createRange();
    range.selectNodeContents(button.parentElement.querySelector('code'));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }
});

// ---- figures ------------------------------------------------------------------------------------------------------------------------------

// A figure carries its points as [x, y, text] in the units of its drawing, the cells of a heat map as [x, y, text, half width, half height],
// and its panels as [left, top, right, bottom, x0, x1, xLog, y0, y1, yLog].
const figures = new WeakMap();

function read(stage) {
  const text = stage.dataset.points ?? '[]';
  const known = figures.get(stage);
  if (known?.text === text) return known;
  const made = { text, points: JSON.parse(text), panels: JSON.parse(stage.dataset.panels ?? '[]'), at: -1 };
  figures.set(stage, made);
  return made;
}

function spot(stage, event) {
  const svg = stage.querySelector('svg');
  const box = svg.getBoundingClientRect();
  const view = svg.viewBox.baseVal;
  return { x: (event.clientX - box.left) * view.width / box.width, y: (event.clientY - box.top) * view.height / box.height };
}

function show(stage, index) {
  const figure = read(stage);
  if (figure.at === index) return;
  figure.at = index;
  const svg = stage.querySelector('svg');
  svg.querySelector('.here')?.remove();
  const reading = stage.closest('.live').querySelector('.reading');
  if (index < 0) return;
  const [x, y, text, width, height] = figure.points[index];
  const ring = document.createElementNS('http://www.w3.org/2000/svg', width ? 'rect' : 'circle');
  const place = width
    ? { x: x - width - 1, y: y - height - 1, width: 2 * width + 2, height: 2 * height + 2 }
    : { cx: x, cy: y, r: 7 };
  ring.setAttribute('class', 'here');
  for (const [name, value] of Object.entries(place)) ring.setAttribute(name, value);
  svg.append(ring);
  reading.textContent = text;
}

function nearest(figure, at, reach) {
  let best = -1;
  let least = reach * reach;
  figure.points.forEach(([x, y, , width, height], index) => {
    if (width && (Math.abs(x - at.x) > width || Math.abs(y - at.y) > height)) return;
    // A point on a heat map comes before the cell below it.
    const away = width ? (reach / 3) ** 2 : (x - at.x) ** 2 + (y - at.y) ** 2;
    if (away < least) { least = away; best = index; }
  });
  return best;
}

// The cell of a heat map above or below another one; where there is none, the same.
function beside(figure, down) {
  const [x, y, , width, height] = figure.points[figure.at];
  const steps = figure.points.map(([cx, cy, , wide]) => (wide === width && Math.abs(cx - x) < width ? (cy - y) * (down ? 1 : -1) : 0));
  const found = steps.findIndex(step => step > height && step < 3 * height);
  return found < 0 ? figure.at : found;
}

let drag = null;

document.addEventListener('pointerdown', event => {
  const stage = closest(event, '.stage[data-zoom]');
  if (!stage || event.button !== 0) return;
  const at = spot(stage, event);
  const panel = read(stage).panels.findIndex(([left, top, right, bottom]) => at.x >= left && at.x <= right && at.y >= top && at.y <= bottom);
  if (panel >= 0 && event.pointerType !== 'touch') { drag = { stage, panel, from: at, box: null }; event.preventDefault(); stage.focus(); }
});

document.addEventListener('pointermove', event => {
  if (drag) {
    const [left, top, right, bottom] = read(drag.stage).panels[drag.panel];
    const at = spot(drag.stage, event);
    const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
    drag.to = { x: clamp(at.x, left, right), y: clamp(at.y, top, bottom) };
    if (!drag.box) {
      drag.box = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
      drag.box.setAttribute('class', 'drag');
      drag.stage.querySelector('svg').append(drag.box);
    }

    drag.box.setAttribute('x', Math.min(drag.from.x, drag.to.x));
    drag.box.setAttribute('y', Math.min(drag.from.y, drag.to.y));
    drag.box.setAttribute('width', Math.abs(drag.from.x - drag.to.x));
    drag.box.setAttribute('height', Math.abs(drag.from.y - drag.to.y));
    return;
  }

  const stage = closest(event, '.stage');
  if (stage) show(stage, nearest(read(stage), spot(stage, event), 24));
});

document.addEventListener('pointerup', () => {
  if (!drag) return;
  const { stage, panel, from, to, box } = drag;
  drag = null;
  box?.remove();
  if (!to || Math.abs(from.x - to.x) < 8 || Math.abs(from.y - to.y) < 8) return;
  const [left, top, right, bottom] = read(stage).panels[panel];
  const xs = [from.x, to.x].map(x => (x - left) / (right - left)).sort((a, b) => a - b);
  const ys = [from.y, to.y].map(y => (bottom - y) / (bottom - top)).sort((a, b) => a - b);
  enlarge(stage, panel, xs, ys);
});

// Shows a part of a panel, given by shares of its width and height.
function enlarge(stage, panel, xs, ys) {
  const [, , , , x0, x1, xLog, y0, y1, yLog] = read(stage).panels[panel];
  const value = (share, low, high, log) => (log ? low * (high / low) ** share : low + share * (high - low));
  const ends = [...xs.map(share => value(share, x0, x1, xLog)), ...ys.map(share => value(share, y0, y1, yLog))];
  part(stage, ends.map(number => Number(number.toPrecision(6))).join(' '));
}

function part(stage, ends) {
  const field = document.getElementById(stage.dataset.zoom);
  field.value = ends;
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

// By keys: half of what is shown, around the point that is read or the middle; twice of it; all.
function zoomBy(stage, key) {
  if (key === '0') { part(stage, ''); return; }
  const figure = read(stage);
  const [x, y] = figure.at >= 0 ? figure.points[figure.at] : [];
  const inside = figure.panels.findIndex(([left, top, right, bottom]) => x >= left && x <= right && y >= top && y <= bottom);
  const [left, top, right, bottom] = figure.panels[Math.max(0, inside)];
  const at = inside < 0 ? [0.5, 0.5] : [(x - left) / (right - left), (bottom - y) / (bottom - top)];
  const reach = key === '-' ? 1 : 0.25;
  enlarge(stage, Math.max(0, inside), ...at.map(share => [share - reach, share + reach]));
}

document.addEventListener('keydown', event => {
  const stage = closest(event, '.stage');
  if (!stage || event.target !== stage) return;
  if (stage.dataset.zoom && ['+', '=', '-', '0'].includes(event.key) && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    zoomBy(stage, event.key);
    return;
  }

  const figure = read(stage);
  const last = figure.points.length - 1;
  const isCell = figure.at >= 0 && figure.points[figure.at][3];
  const next = {
    ArrowRight: figure.at + 1,
    ArrowDown: isCell ? beside(figure, true) : figure.at + 1,
    ArrowLeft: figure.at - 1,
    ArrowUp: isCell ? beside(figure, false) : figure.at - 1,
    Home: 0,
    End: last,
  }[event.key];
  if (next === undefined || last < 0) return;
  event.preventDefault();
  show(stage, Math.min(last, Math.max(0, next)));
});

// ---- files out of a drawing ---------------------------------------------------------------------------------------------------------------

document.addEventListener('click', async event => {
  const link = closest(event, 'a[data-png]');
  if (!link) return;
  event.preventDefault();
  const drawing = await (await fetch(link.href)).blob();
  const image = new Image();
  const source = URL.createObjectURL(drawing);
  image.src = source;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * 2;
  canvas.height = image.naturalHeight * 2;
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(source);
  const out = document.createElement('a');
  out.href = URL.createObjectURL(await new Promise(done => { canvas.toBlob(done, 'image/png'); }));
  out.download = link.dataset.png;
  out.click();
  setTimeout(() => URL.revokeObjectURL(out.href), 10000);
});

// ---- a text with numbered lines -----------------------------------------------------------------------------------------------------------

document.addEventListener('scroll', event => {
  if (event.target instanceof HTMLTextAreaElement && event.target.closest('.editor'))
    event.target.closest('.editor').querySelector('.lines').scrollTop = event.target.scrollTop;
}, true);

// ---- the connection -----------------------------------------------------------------------------------------------------------------------

const connection = document.getElementById('components-reconnect-modal');

// A lost process or cable is noticed at once where a connection is closed; silence alone is taken for a loss only after two minutes, because
// a machine that computes with all cores is silent for long.
Blazor.start({ circuit: { configureSignalR: hub => hub.withServerTimeout(120_000) } });

// What a page shows stands in its address: after the server began anew, loading it again is coming back.
connection?.addEventListener('components-reconnect-state-changed', event => {
  if (event.detail.state === 'rejected') location.reload();
});

async function again() {
  try {
    if (await Blazor.reconnect() === false) location.reload();
  } catch {
    // It is still away; the button stays.
  }
}

document.addEventListener('click', event => {
  if (closest(event, '[data-reconnect]')) again();
  if (closest(event, '[data-reload]')) { event.preventDefault(); location.reload(); }
});
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && connection?.classList.contains('components-reconnect-failed')) again();
});
