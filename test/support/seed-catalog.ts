/** What a seeded gallery holds: who owns what, since when, and how much it is wanted. */
import type { SeedIcon } from './seed-icon.ts';

export interface SeedPackage {
  readonly owner: string;
  readonly id: string;
  readonly what: string;
  readonly tags: string;
  /** Downloads on a usual working day. */
  readonly daily: number;
  readonly license: string;
  readonly frameworks: readonly string[];
  readonly dependsOn: readonly string[];
  readonly icon: SeedIcon;
  /** The oldest first. */
  readonly versions: readonly string[];
  readonly isTool: boolean;
}

export const seedPeople = ['olga', 'pavel', 'mina', 'jonas', 'aiko', 'ruth', 'samir', 'lucia'];

/** Organizations with the person who administers each. */
export const seedOrganizations: readonly (readonly [name: string, administrator: string])[] = [
  ['Acme', 'olga'],
  ['Contoso', 'pavel'],
  ['Northwind', 'mina'],
  ['Fabrikam', 'jonas'],
  ['Tailspin', 'aiko'],
  ['Wingtip', 'ruth'],
];

const FIGURES = ['rings', 'bars', 'diamond', 'waves', 'grid', 'arrow'] as const;
const LICENSES = ['MIT', 'Apache-2.0', 'BSD-3-Clause', 'MIT', 'MPL-2.0'];

const histories: Readonly<Record<string, readonly string[]>> = {
  young: ['0.1.0', '0.2.0', '0.3.0-beta.1', '0.3.0'],
  usual: ['1.0.0', '1.1.0', '1.2.0-beta.1', '1.2.0', '2.0.0-preview.1', '2.0.0', '2.0.1', '2.1.0'],
  old: [
    '1.0.0',
    '1.0.1',
    '1.1.0',
    '1.2.0',
    '1.2.1',
    '2.0.0-rc.1',
    '2.0.0',
    '2.1.0',
    '2.2.0',
    '3.0.0-preview.1',
    '3.0.0',
    '3.0.1',
    '3.1.0',
    '3.2.0-beta.1',
  ],
  preview: ['1.0.0-alpha.1', '1.0.0-alpha.2', '1.0.0-beta.1'],
  // A build a night.
  nightly: Array.from(
    { length: 300 },
    (_, at) => `1.${Math.floor(at / 30)}.${at % 30}${at % 30 < 26 ? `-nightly.${at}` : ''}`,
  ),
};

type Line = readonly [id: string, what: string, tags: string, daily: number, history: string, dependsOn?: string];

const lines: Readonly<Record<string, readonly Line[]>> = {
  Acme: [
    [
      'Acme.Http',
      'A small typed HTTP client with retries that know what they may repeat.',
      'http client retry rest',
      5_200,
      'old',
      'Acme.Json Acme.Logging',
    ],
    ['Acme.Json', 'Reads and writes JSON without reflection.', 'json serializer source-generator', 4_100, 'old'],
    [
      'Acme.Logging',
      'Structured logging that stays out of the way.',
      'logging structured',
      3_600,
      'usual',
      'Acme.Json',
    ],
    [
      'Acme.Caching',
      'A cache in memory with limits by size and by time.',
      'cache memory',
      1_900,
      'usual',
      'Acme.Logging',
    ],
    ['Acme.Validation', 'Rules for values, with messages that people understand.', 'validation rules', 950, 'usual'],
    ['Acme.Cli', 'Parses command lines and prints help.', 'cli command-line', 720, 'usual', 'Acme.Logging'],
    ['Acme.Http.Testing', 'Answers for tests of what calls an API.', 'testing http fake', 410, 'usual', 'Acme.Http'],
    [
      'Acme.Tool',
      'Describes an API and writes a client for it.',
      'dotnet-tool generator',
      160,
      'young',
      'Acme.Http Acme.Cli',
    ],
  ],
  Contoso: [
    ['Contoso.Csv', 'Streams comma-separated values of any size.', 'csv parser streaming', 1_450, 'old'],
    ['Contoso.Excel', 'Reads and writes workbooks without an office.', 'excel xlsx', 880, 'usual', 'Contoso.Csv'],
    ['Contoso.Mail', 'Composes and sends mail over SMTP.', 'mail smtp mime', 640, 'usual', 'Acme.Logging'],
    ['Contoso.Pdf', 'Lays out documents and writes PDF.', 'pdf documents', 520, 'usual'],
    [
      'Contoso.Templates',
      'Fills templates, and says which value is missing.',
      'templates text',
      300,
      'usual',
      'Acme.Json',
    ],
    ['Contoso.Nightly', 'Everything of Contoso, built each night.', 'nightly preview', 90, 'nightly'],
    ['Contoso.Barcodes', 'Draws barcodes and QR codes as SVG.', 'barcode qr svg', 210, 'young'],
  ],
  Northwind: [
    [
      'Northwind.Scheduling',
      'Runs jobs at the times they should run, also when clocks change.',
      'cron jobs scheduler',
      1_100,
      'usual',
      'Acme.Logging',
    ],
    [
      'Northwind.Queues',
      'Queues with one interface over several brokers.',
      'queue messaging',
      830,
      'usual',
      'Acme.Json Acme.Logging',
    ],
    [
      'Northwind.Workflows',
      'Steps that go on after a restart.',
      'workflow durable',
      270,
      'young',
      'Northwind.Queues Northwind.Scheduling',
    ],
    [
      'Northwind.Money',
      'Amounts with their currency, which never lose a cent.',
      'money currency decimal',
      480,
      'usual',
    ],
    ['Northwind.Calendar', 'Business days, holidays and opening hours.', 'calendar dates holidays', 330, 'usual'],
    ['Northwind.Geo', 'Distances, areas and what lies inside.', 'geo coordinates', 240, 'usual'],
  ],
  Fabrikam: [
    ['Fabrikam.Testing', 'Builders and assertions for tests.', 'testing assertions', 1_300, 'old'],
    [
      'Fabrikam.Snapshots',
      'Compares an answer with the one that was approved.',
      'testing snapshots golden',
      560,
      'usual',
      'Fabrikam.Testing Acme.Json',
    ],
    [
      'Fabrikam.Fakes',
      'Believable names, addresses and texts for tests.',
      'testing data fake',
      610,
      'usual',
      'Fabrikam.Testing',
    ],
    [
      'Fabrikam.Benchmarks',
      'Measures code and says whether a difference is one.',
      'benchmark performance',
      190,
      'young',
    ],
    ['Fabrikam.Analyzers', 'Finds what compiles and should not.', 'analyzer roslyn', 420, 'usual'],
    ['Fabrikam.Coverage.Tool', 'Shows which lines no test reaches.', 'dotnet-tool coverage', 130, 'young'],
  ],
  Tailspin: [
    [
      'Tailspin.Sql',
      'SQL that one can see, with types one can trust.',
      'sql database query',
      980,
      'usual',
      'Acme.Logging',
    ],
    [
      'Tailspin.Migrations',
      'Changes a database forward, and never back.',
      'sql migrations schema',
      520,
      'usual',
      'Tailspin.Sql',
    ],
    ['Tailspin.Search', 'Full text search in one file.', 'search index', 340, 'usual'],
    ['Tailspin.Graphs', 'Graphs, shortest paths and orders.', 'graph algorithms', 150, 'young'],
    ['Tailspin.Numerics', 'Vectors, matrices and statistics.', 'math statistics', 260, 'usual'],
    ['Tailspin.Units', 'Values with their units.', 'units measure', 110, 'preview'],
  ],
  Wingtip: [
    ['Wingtip.Ui', 'Components for the terminal.', 'terminal ui console', 450, 'usual', 'Wingtip.Colors'],
    ['Wingtip.Colors', 'Colours as people see them, and their contrast.', 'color oklch contrast', 380, 'usual'],
    ['Wingtip.Images', 'Resizes and crops images.', 'image png jpeg', 570, 'usual'],
    ['Wingtip.Audio', 'Reads sound and finds its beat.', 'audio wav', 70, 'preview'],
    ['Wingtip.Markdown', 'Markdown to HTML that can be trusted.', 'markdown html', 690, 'usual'],
    ['Wingtip.Localization', 'Texts in the language of who reads them.', 'localization plural', 240, 'usual'],
    ['Wingtip.Legacy', 'What Wingtip was before. Use Wingtip.Ui.', 'terminal ui', 60, 'usual'],
  ],
};

export const seedPackages: readonly SeedPackage[] = Object.entries(lines).flatMap(([owner, packages], family) =>
  packages.map(([id, what, tags, daily, history, dependsOn], at) => ({
    owner,
    id,
    what,
    tags,
    daily,
    license: LICENSES[(family + at) % LICENSES.length] ?? 'MIT',
    frameworks: at % 3 === 0 ? ['net8.0', 'netstandard2.0'] : ['net8.0'],
    dependsOn: dependsOn === undefined ? [] : dependsOn.split(' '),
    icon: { hue: (family * 61 + at * 23) % 360, figure: FIGURES[(family + at) % FIGURES.length] ?? 'rings' },
    versions: histories[history] ?? [],
    isTool: id.endsWith('Tool'),
  })),
);

/** What is unlisted after all is pushed, with the reason that everybody reads. */
export const seedUnlisted: readonly (readonly [id: string, versions: readonly string[], reason: string])[] = [
  ['Acme.Http', ['1.1.0', '2.0.0'], 'Retried requests that must not be repeated.'],
  ['Acme.Json', ['1.0.1'], ''],
  ['Contoso.Csv', ['1.2.0'], 'Lost the last line of a file without a line break.'],
  ['Northwind.Queues', ['1.1.0'], ''],
  ['Wingtip.Images', ['2.0.0'], 'Turned some photographs upside down.'],
];

export interface SeedDeprecation {
  readonly id: string;
  readonly range: string;
  readonly reason: 'legacy' | 'bugs';
  readonly instead: string;
  readonly message: string;
}

export const seedDeprecations: readonly SeedDeprecation[] = [
  {
    id: 'Acme.Http',
    range: '[1.0.0,2.0.0)',
    reason: 'legacy',
    instead: '',
    message: 'Versions before 2 get no more corrections.',
  },
  {
    id: 'Contoso.Mail',
    range: '[1.0.0,1.1.0]',
    reason: 'bugs',
    instead: '',
    message: 'Sent some mails twice when a server was slow.',
  },
  {
    id: 'Wingtip.Legacy',
    range: '[1.0.0,3.0.0)',
    reason: 'legacy',
    instead: 'Wingtip.Ui',
    message: 'Wingtip.Ui does all of it.',
  },
];
