// A picture of the scene as a file: every shape gets the looks that the page gives it now, so that the file needs no
// style sheet, no font and no network. Loaded when a picture is first asked for.

// What is handed down from a shape to those within it, and what is not, with what is so if nothing is said.
const HANDED_DOWN = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray',
  'stroke-linecap', 'stroke-linejoin', 'font-family', 'font-size', 'font-weight', 'font-style', 'font-variant-numeric',
  'letter-spacing', 'text-anchor', 'visibility', 'paint-order'];
const OWN = { opacity: '1', 'marker-end': 'none', 'dominant-baseline': 'auto' };

// The shapes with their looks, as the text of an SVG file.
function dressed(svg, title) {
  const room = document.createElement('div');
  room.className = 'stage';
  room.setAttribute('aria-hidden', 'true');
  room.style.cssText = 'position:fixed;left:-20000px;top:0';
  room.innerHTML = svg;
  document.body.append(room);
  try {
    const root = room.firstElementChild;
    const ground = getComputedStyle(document.body).backgroundColor;
    dress(root, undefined);
    for (const each of [root, ...root.querySelectorAll('*')]) each.removeAttribute('class');
    const { width, height } = root.viewBox.baseVal;
    root.setAttribute('width', width);
    root.setAttribute('height', height);
    const make = (name) => document.createElementNS(root.namespaceURI, name);
    const back = make('rect');
    Object.entries({ width, height, fill: ground, stroke: 'none' }).forEach(([name, to]) => back.setAttribute(name, to));
    const named = make('title');
    named.textContent = title;
    root.prepend(named, back);
    return { text: new XMLSerializer().serializeToString(root), width, height };
  } finally {
    room.remove();
  }
}

// Mixed colours in the older form, which every reader of SVG knows.
function plain(value) {
  return value.replace(/color\(srgb ([\d.e+-]+) ([\d.e+-]+) ([\d.e+-]+)(?: \/ ([\d.e+-]+))?\)/g, (_, r, g, b, a) => {
    const parts = [r, g, b].map((part) => Math.round(Number(part) * 255));
    return a === undefined ? `rgb(${parts.join(', ')})` : `rgba(${parts.join(', ')}, ${Number(a).toFixed(3)})`;
  });
}

function dress(shape, above) {
  const looks = getComputedStyle(shape);
  if (looks.display === 'none') {
    shape.remove();
    return;
  }
  for (const name of HANDED_DOWN) {
    const value = looks.getPropertyValue(name);
    if (value && value !== above?.getPropertyValue(name)) shape.setAttribute(name, plain(value));
  }
  for (const [name, usual] of Object.entries(OWN)) {
    const value = looks.getPropertyValue(name);
    if (value && value !== usual) shape.setAttribute(name, value);
  }
  for (const inner of [...shape.children]) dress(inner, looks);
}

// Twice as many pixels as the picture has units, so that it stays sharp when it is shown large.
async function pixels({ text, width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * 2;
  canvas.height = height * 2;
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
  if (!blob) throw new Error('this browser does not make a PNG of it');
  return blob;
}

export async function picture(svg, name, title, png) {
  const drawn = dressed(svg, title);
  const blob = png ? await pixels(drawn) : new Blob([drawn.text], { type: 'image/svg+xml' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
