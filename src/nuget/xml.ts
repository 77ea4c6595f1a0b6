/**
 * Reads a whole XML document of a stranger into a small tree, within limits and without any reach outside of it: no
 * document type, so no entities and no other file; no processing instruction has an effect.
 *
 * The tree says what .NET's XmlReader and XElement say about the same bytes: white space between elements is dropped,
 * the text of an element is all text below it, and each element knows the default namespace at its place.
 */
import { SaxesParser } from 'saxes';
import type { SaxesTagNS } from 'saxes';
import type { Fault } from '../base/problem.ts';
import { quotable } from './finding.ts';
import type { XmlLimits } from './limits.ts';
import { decodeXml } from './xml-text.ts';

export interface XmlElement {
  readonly name: string;
  /** Its own namespace, '' for none. */
  readonly namespace: string;
  /** The default namespace that holds at this element, '' for none. */
  readonly defaultNamespace: string;
  /** Attributes without a prefix. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text and that of all elements within. */
  readonly text: string;
}

/** A document, or the one reason why it is none: what follows a mistake in XML has no meaning. */
export type XmlReading = { readonly root: XmlElement } | { readonly fault: Fault };

export function parseXml(bytes: Uint8Array, limits: XmlLimits): XmlReading {
  if (bytes.length > limits.bytes) return { fault: limitFault(`${limits.bytes} bytes`) };
  const decoded = decodeXml(bytes);
  if (decoded === undefined) {
    return { fault: { code: 'xml_encoding', detail: 'The nuspec is not valid UTF-8: save it as UTF-8.' } };
  }
  const builder = new TreeBuilder(limits, decoded.mayDeclare);
  try {
    return { root: builder.parse(decoded.text) };
  } catch (error) {
    if (error instanceof XmlFaultError) return { fault: error.fault };
    throw error;
  }
}

/** Children by exact name in one namespace: without another, the default one that holds at the parent. */
export function childrenNamed(element: XmlElement, name: string, namespace = element.defaultNamespace): XmlElement[] {
  return element.children.filter((child) => child.name === name && child.namespace === namespace);
}

class XmlFaultError extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.detail);
    this.fault = fault;
  }
}

interface OpenElement extends XmlElement {
  readonly children: OpenElement[];
  /** White space between elements is text here: `xml:space="preserve"`. */
  readonly keepsSpace: boolean;
  text: string;
}

class TreeBuilder {
  readonly #limits: XmlLimits;
  readonly #mayDeclare: RegExp;
  readonly #open: OpenElement[] = [];
  #root: OpenElement | undefined;
  #elements = 0;
  #attributes = 0;

  constructor(limits: XmlLimits, mayDeclare: RegExp) {
    this.#limits = limits;
    this.#mayDeclare = mayDeclare;
  }

  parse(text: string): XmlElement {
    const parser = new SaxesParser({ xmlns: true, position: true });
    parser.on('error', (error) => {
      throw new XmlFaultError(invalidXml(error.message));
    });
    parser.on('xmldecl', ({ version, encoding }) => this.#declaration(version, encoding));
    parser.on('doctype', () => {
      throw new XmlFaultError(documentType);
    });
    parser.on('opentagstart', () => this.#openTagStart());
    parser.on('attribute', ({ value }) => this.#attribute(value));
    parser.on('opentag', (tag) => this.#openTag(tag));
    parser.on('closetag', () => this.#closeTag());
    parser.on('text', (chunk) => this.#text(chunk));
    parser.on('cdata', (chunk) => this.#addText(chunk));
    parser.write(text).close();
    if (this.#root === undefined) throw new XmlFaultError(invalidXml('no root element'));
    return this.#root;
  }

  #declaration(version: string | undefined, encoding: string | undefined): void {
    if (version !== '1.0') {
      throw new XmlFaultError({
        code: 'xml_invalid',
        detail: 'The nuspec is not XML 1.0: clients read no other version.',
      });
    }
    if (encoding !== undefined && !this.#mayDeclare.test(encoding)) {
      const detail = `The nuspec declares the encoding ${quotable(encoding)}, which its bytes do not have: save it as UTF-8.`;
      throw new XmlFaultError({ code: 'xml_encoding', detail });
    }
  }

  #openTagStart(): void {
    this.#attributes = 0;
    this.#elements += 1;
    if (this.#elements > this.#limits.elements) throw overLimit(`${this.#limits.elements} elements`);
    if (this.#open.length >= this.#limits.depth) throw overLimit(`${this.#limits.depth} levels of elements`);
  }

  #attribute(value: string): void {
    this.#attributes += 1;
    const { attributesOfOneElement, attributeCharacters } = this.#limits;
    if (this.#attributes > attributesOfOneElement)
      throw overLimit(`${attributesOfOneElement} attributes on one element`);
    if (value.length > attributeCharacters) throw overLimit(`${attributeCharacters} characters in one attribute`);
  }

  #openTag(tag: SaxesTagNS): void {
    const parent = this.#open.at(-1);
    const plain = Object.values(tag.attributes).filter(({ prefix, name }) => prefix === '' && name !== 'xmlns');
    const element: OpenElement = {
      name: tag.local,
      namespace: tag.uri,
      defaultNamespace: tag.ns[''] ?? parent?.defaultNamespace ?? '',
      attributes: new Map(plain.map(({ name, value }) => [name, value])),
      children: [],
      keepsSpace: keepsSpace(tag.attributes['xml:space']?.value, parent),
      text: '',
    };
    parent?.children.push(element);
    this.#root ??= element;
    this.#open.push(element);
  }

  #closeTag(): void {
    const closed = this.#open.pop();
    const parent = this.#open.at(-1);
    if (closed !== undefined && parent !== undefined) parent.text += closed.text;
  }

  #text(chunk: string): void {
    if (this.#open.at(-1)?.keepsSpace === true || /[^ \t\r\n]/u.test(chunk)) this.#addText(chunk);
  }

  #addText(chunk: string): void {
    const element = this.#open.at(-1);
    if (element !== undefined) element.text += chunk;
  }
}

function keepsSpace(attribute: string | undefined, parent: OpenElement | undefined): boolean {
  return attribute === 'preserve' || (attribute !== 'default' && parent?.keepsSpace === true);
}

const documentType: Fault = {
  code: 'xml_dtd',
  detail: 'The nuspec has a document type declaration: remove the DOCTYPE.',
};

function overLimit(limit: string): XmlFaultError {
  return new XmlFaultError(limitFault(limit));
}

function limitFault(limit: string): Fault {
  return { code: 'xml_limit', detail: `The nuspec has more than ${limit}: make it smaller.` };
}

/** The parser's own errors read `line:column: reason.` */
function invalidXml(reason: string): Fault {
  const where = quotable(reason.replace(/\.$/u, ''));
  return { code: 'xml_invalid', detail: `The nuspec is not well-formed XML (${where}): correct it.` };
}
