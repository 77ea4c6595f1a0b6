/** An HTML page as a test looks at it: elements by their texts and labels, read by a parser that reads as browsers do. */
import { parse, defaultTreeAdapter as tree, type DefaultTreeAdapterMap } from 'parse5';

type Node = DefaultTreeAdapterMap['node'];
export type HtmlElement = DefaultTreeAdapterMap['element'];

export function parseHtml(html: string): HtmlElement {
  const root = parse(html).childNodes.find((node) => tree.isElementNode(node));
  if (root === undefined) throw new Error('this is no HTML');
  return root;
}

/** Every element below `root`, itself included, in the order of the page. */
export function elementsIn(root: HtmlElement): HtmlElement[] {
  return [root, ...root.childNodes.flatMap((node) => (tree.isElementNode(node) ? elementsIn(node) : []))];
}

export function elementsNamed(root: HtmlElement, ...names: readonly string[]): HtmlElement[] {
  return elementsIn(root).filter(({ tagName }) => names.includes(tagName));
}

export function attribute({ attrs }: HtmlElement, name: string): string | undefined {
  return attrs.find((each) => each.name === name)?.value;
}

/** What a person reads, with single spaces. */
export function textOf(node: Node): string {
  return rawText(node).replace(/\s+/g, ' ').trim();
}

const BLOCKS = /^(p|div|li|tr|td|th|h[1-6]|option|label|legend|summary|dt|dd|section|pre|button|caption|br)$/;

function rawText(node: Node): string {
  if (tree.isTextNode(node)) return node.value;
  if (!tree.isElementNode(node)) return '';
  if (node.tagName === 'script' || node.tagName === 'style') return '';
  const text = node.childNodes.map(rawText).join('');
  return BLOCKS.test(node.tagName) ? ` ${text} ` : text;
}

/** The text exactly as it stands: of a key in a box, of a text area. */
export function exactText(node: Node): string {
  if (tree.isTextNode(node)) return node.value;
  return tree.isElementNode(node) ? node.childNodes.map(exactText).join('') : '';
}

/** What assistive technology calls a button or a link. */
export function accessibleName(element: HtmlElement): string {
  return attribute(element, 'aria-label') ?? textOf(element);
}

/** The elements around one, from the inside out. */
export function ancestorsOf(element: HtmlElement): HtmlElement[] {
  const parent = element.parentNode;
  return parent !== null && tree.isElementNode(parent) ? [parent, ...ancestorsOf(parent)] : [];
}

/** Whether an element lies in another, at any depth, or is it. */
export function isWithin(element: HtmlElement, container: HtmlElement): boolean {
  return element === container || ancestorsOf(element).includes(container);
}
