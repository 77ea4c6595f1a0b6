/** The elements of HTML: what is written like a tag and is none of them is text, such as `List<string>`. */
const names: ReadonlySet<string> = new Set(
  `a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br button
  canvas caption center cite code col colgroup command content data datalist dd del details dfn dialog dir div dl dt element
  em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe
  image img input ins isindex kbd keygen label legend li link listing main map mark marquee math menu menuitem meta meter
  multicol nav nextid nobr noembed noframes noscript object ol optgroup option output p param picture plaintext portal pre
  progress q rb rbc rp rt rtc ruby s samp script search section select shadow slot small source spacer span strike strong
  style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp
  animate circle clippath defs desc ellipse filter foreignobject g image line mask mtext mi mo mn ms annotation-xml path
  polygon polyline rect set text use`.split(/\s+/),
);

/** Whether a piece of raw HTML begins with a tag of HTML, a comment or an instruction. */
export function isHtml(raw: string): boolean {
  const name = /^\s*<\/?([a-z][a-z0-9-]*)/i.exec(raw)?.[1]?.toLowerCase();
  return name === undefined || names.has(name);
}
