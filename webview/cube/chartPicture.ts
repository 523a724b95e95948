/** Properties that an SVG takes from the page's styles, which are not there in a picture. */
const inherited = ['color', 'fill', 'stroke', 'stroke-opacity', 'stroke-width', 'font-family', 'font-size', 'opacity'];

/** A drawn SVG as PNG, in base64, on the page's background; twice as large, for sharp text. */
export async function pictureOf(svg: SVGElement): Promise<string> {
  const copy = svg.cloneNode(true) as SVGElement;
  const [from, to] = [
    [svg, ...svg.querySelectorAll('*')],
    [copy, ...copy.querySelectorAll('*')],
  ];
  for (const [i, element] of from.entries()) {
    const styles = getComputedStyle(element);
    for (const name of inherited) to[i]?.setAttribute(name, styles.getPropertyValue(name));
  }
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const { width, height } = svg.getBoundingClientRect();
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width * 2, height * 2];
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The page cannot draw pictures.');
  context.fillStyle = getComputedStyle(document.body).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').slice('data:image/png;base64,'.length);
}
