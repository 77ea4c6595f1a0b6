const KIBI = 1024;
const MEBI = 1024 * KIBI;
const GIBI = 1024 * MEBI;

/** What one package may ask of us. Every reader of packages takes its limits from here. */
export interface PackageLimits {
  /** The nupkg itself. */
  readonly packageBytes: number;
  readonly entries: number;
  /** The zip's central directory. */
  readonly directoryBytes: number;
  /** One entry's name as clients refuse it; longer ones break a rule. */
  readonly nameCharacters: number;
  /** One entry's name as we refuse it from everybody. */
  readonly nameBytes: number;
  /** All entries together, inflated. */
  readonly inflatedBytes: number;
  /** Inflated bytes for each packed one, once more than `ratioFromBytes` come out. */
  readonly ratio: number;
  readonly ratioFromBytes: number;
  readonly nuspecBytes: number;
  readonly iconBytes: number;
  /** Width and height of an icon. */
  readonly iconPixels: number;
  readonly readmeBytes: number;
  readonly licenseBytes: number;
  /** `.mcp/server.json`. */
  readonly mcpServerBytes: number;
  /** Findings of one code that are reported. */
  readonly findingsOfOneCode: number;
}

export const packageLimits: PackageLimits = {
  packageBytes: 250 * MEBI,
  entries: 10_000,
  directoryBytes: 8 * MEBI,
  nameCharacters: 260,
  nameBytes: 2000,
  inflatedBytes: 2 * GIBI,
  ratio: 50,
  ratioFromBytes: 64 * MEBI,
  nuspecBytes: MEBI,
  iconBytes: MEBI,
  iconPixels: 4096,
  readmeBytes: MEBI,
  licenseBytes: MEBI,
  mcpServerBytes: MEBI,
  findingsOfOneCode: 20,
};

/** What one XML document may ask of us, beside its bytes. */
export interface XmlLimits {
  readonly bytes: number;
  readonly depth: number;
  readonly elements: number;
  readonly attributesOfOneElement: number;
  readonly attributeCharacters: number;
}

export const nuspecXmlLimits: XmlLimits = {
  bytes: packageLimits.nuspecBytes,
  depth: 32,
  elements: 20_000,
  attributesOfOneElement: 64,
  attributeCharacters: 64 * KIBI,
};

/** Characters of what a nuspec says: nuget.org's own limits, so that what passes here passes there. */
export const metadataLimits = {
  id: 100,
  fullVersion: 64,
  idAndVersion: 160,
  title: 256,
  authors: 4000,
  copyright: 4000,
  description: 4000,
  summary: 4000,
  tags: 4000,
  url: 4000,
  releaseNotes: 35_000,
  language: 20,
  licenseText: 500,
  repositoryType: 100,
  minClientVersion: 44,
  dependencyId: 128,
  dependencyRange: 256,
  /** All dependencies as one text, `id:range:framework` joined by `|`. */
  flattenedDependencies: 32_767,
} as const;
