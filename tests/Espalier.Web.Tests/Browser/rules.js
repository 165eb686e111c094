// Faults that a person who uses no pointer, no sight or little of it would meet: names of controls, order of headings, contrast, width.
() => {
  const faults = [];
  const shown = element => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && !element.closest('[aria-hidden=true]');
  const say = (what, element) => faults.push(`${what}: ${element.outerHTML.slice(0, 120)}`);
  const named = element =>
    element.getAttribute('aria-label') || element.getAttribute('aria-labelledby') || element.labels?.length || element.textContent.trim() || element.title;

  if (!document.documentElement.lang) faults.push('the page names no language');
  if (!document.title) faults.push('the page has no title');
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth + 1) faults.push(`the page is ${document.documentElement.scrollWidth} wide`);
  if (document.querySelectorAll('h1').length !== 1) faults.push('there is not one h1');
  let level = 0;
  for (const heading of document.querySelectorAll('h1,h2,h3,h4')) {
    const now = Number(heading.tagName[1]);
    if (now > level + 1) say('a level of headings is left out', heading);
    level = now;
  }

  const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
  for (const id of new Set(ids.filter((each, index) => ids.indexOf(each) !== index))) faults.push(`two elements are called ${id}`);
  for (const element of document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary,progress,[role=img],[role=application],[role=region]'))
    if (shown(element) && !named(element)) say('it has no name', element);
  for (const element of document.querySelectorAll('[aria-labelledby],[aria-describedby]'))
    for (const id of `${element.getAttribute('aria-labelledby') ?? ''} ${element.getAttribute('aria-describedby') ?? ''}`.split(' ').filter(Boolean))
      if (!document.getElementById(id)) say(`it names ${id}, which is not there`, element);
  for (const element of document.querySelectorAll('th')) if (!element.scope) say('a heading of a table says not of what', element);
  for (const element of document.querySelectorAll('.wide')) if (element.scrollWidth > element.clientWidth && element.tabIndex < 0) say('it scrolls, and not by keys', element);

  // A finger needs 24 pixels; a link within a sentence may be as high as its line. A box is pressed by its label.
  for (const element of document.querySelectorAll('button,select,textarea,summary,input:not([type=hidden]),nav a,a.button')) {
    if (!shown(element) || element.closest('.unseen') || element.classList.contains('unseen')) continue;
    const box = (element.closest('label') ?? element).getBoundingClientRect();
    if (box.width < 23.5 || box.height < 23.5) say(`it is ${box.width.toFixed(0)} by ${box.height.toFixed(0)} pixels small`, element);
  }

  // Texts of a drawing stand inside it, and none upon another. One that is turned takes more than it covers.
  for (const svg of document.querySelectorAll('svg')) {
    if (!shown(svg) || svg.getBoundingClientRect().width === 0) continue;
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')].filter(text => text.textContent.trim() && !text.closest('[transform*=rotate]'))
      .map(text => ({ text, box: text.getBoundingClientRect() })).filter(each => each.box.width > 0);
    for (const { text, box } of texts)
      if (box.left < frame.left - 2 || box.right > frame.right + 2 || box.top < frame.top - 3 || box.bottom > frame.bottom + 3)
        faults.push(`a text leaves its drawing: ${text.textContent} (${svg.getAttribute('aria-label') ?? svg.id})`);
    texts.slice(0, 400).forEach(({ text, box }, index) => {
      for (const other of texts.slice(index + 1, 400)) {
        const width = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const height = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (width > 2 && height > 0.4 * Math.min(box.height, other.box.height))
          faults.push(`two texts of a drawing overlap: ${text.textContent} and ${other.text.textContent}`);
      }
    });
  }

  const parse = text => (text.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(v => v / 255).map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0.5) return colour;
    }

    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || !shown(element) || element.closest('svg,script,option,.unseen,.connection,:disabled')) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(parse(style.color)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.6 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) say(`contrast ${ratio.toFixed(2)}`, element);
  }

  return faults;
}
