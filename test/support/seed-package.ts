import type { SeedPackage } from './seed-catalog.ts';
import { drawIcon } from './seed-icon.ts';
import { buildPackage, type TestPackage } from './package-builder.ts';

/** The bytes of one version of a seeded package. */
export function seedPackageBytes(seed: SeedPackage, version: string): Uint8Array {
  return buildPackage(describe(seed, version));
}

function describe(seed: SeedPackage, version: string): TestPackage {
  const { id, owner, what, tags, license, frameworks, dependsOn, icon, isTool } = seed;
  const files = isTool
    ? {
        [`tools/net8.0/any/${id}.dll`]: codeOf(id, version),
        'tools/net8.0/any/DotnetToolSettings.xml': toolSettings(id),
      }
    : Object.fromEntries(frameworks.map((framework) => [`lib/${framework}/${id}.dll`, codeOf(id, version)]));
  return {
    id,
    version,
    title: id.replaceAll('.', ' '),
    authors: owner,
    description: `${what} Works wherever .NET does, has no hidden settings, and says in its errors what can be done.`,
    releaseNotes: `* ${version.includes('-') ? 'A preview: try it, and say what is wrong' : 'Faster by a fifth where it is used most'}\n* Corrected what was reported`,
    copyright: `© ${owner}`,
    tags: `${tags} ${owner.toLowerCase()}`,
    projectUrl: `https://${owner.toLowerCase()}.example/${id.toLowerCase()}`,
    repository: {
      type: 'git',
      url: `https://code.example/${owner.toLowerCase()}/${id.toLowerCase()}.git`,
      branch: 'main',
      commit: commitOf(id, version),
    },
    license,
    readme: readmeOf(seed, version),
    icon: drawIcon(icon),
    ...(isTool ? { packageTypes: ['DotnetTool'] } : {}),
    ...(dependsOn.length === 0 || isTool
      ? {}
      : {
          dependencies: frameworks.map((targetFramework) => ({
            targetFramework,
            dependencies: dependsOn.map((each) => ({ id: each, version: '1.0.0' })),
          })),
        }),
    files,
  };
}

/** Bytes that nobody runs, and more of them with each version. */
function codeOf(id: string, version: string): string {
  return `${id} ${version}\n`.repeat(400 + ((id.length * version.length * 37) % 2_000));
}

function toolSettings(id: string): string {
  const name = id.toLowerCase().replaceAll('.', '-');
  return `<?xml version="1.0" encoding="utf-8"?><DotNetCliTool Version="1"><Commands><Command Name="${name}" EntryPoint="${id}.dll" Runner="dotnet" /></Commands></DotNetCliTool>`;
}

function commitOf(id: string, version: string): string {
  return Buffer.from(`${id}${version}`.padEnd(20, '.')).toString('hex').slice(0, 40);
}

function readmeOf({ id, what, frameworks, dependsOn, isTool }: SeedPackage, version: string): string {
  const name = id.split('.').slice(1).join('');
  return `# ${id}

${what}

> [!NOTE]
> This is ${version}. What changed stands in the release notes.

## Begin

\`\`\`sh
${isTool ? `dotnet tool install ${id}` : `dotnet add package ${id}`}
\`\`\`

\`\`\`csharp
using ${id};

var ${name.toLowerCase()} = new ${name}Options { Timeout = TimeSpan.FromSeconds(30) };
var result = await ${name.toLowerCase()}.RunAsync(cancellation);
Console.WriteLine($"done: {result}");
\`\`\`

## Settings

| Name | Default | Meaning |
|---|---|---|
| \`Timeout\` | 30 s | how long a call may take |
| \`Retries\` | 3 | how often it is tried again |
| \`Strict\` | \`true\` | whether what is unknown is a fault |

## What it needs

${frameworks.map((framework) => `* \`${framework}\``).join('\n')}
${dependsOn.map((each) => `* [${each}](https://gallery.example/packages/${each})`).join('\n')}

> [!WARNING]
> Options are read once. A change needs a new client.

## Questions

Is something wrong or missing? Tell us with a small example: what you did, what you expected, and what happened instead.
`;
}
