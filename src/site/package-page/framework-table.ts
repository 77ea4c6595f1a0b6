/** Which frameworks a version serves: those that it has files for, and those that can use these files. */
import { frameworkGenerations, type FrameworkGeneration, generationOf } from '../../nuget/framework-generations.ts';
import { isCompatible } from '../../nuget/framework-compatibility.ts';
import { compareFrameworkVersions, isAny, parseFrameworkFolder, type NuGetFramework } from '../../nuget/framework.ts';

export interface FrameworkRow {
  /** `.NET`, `.NET Standard`, … */
  readonly product: string;
  readonly included: readonly string[];
  readonly computed: readonly string[];
}

// prettier-ignore
/** Frameworks that somebody may still build for. */
const candidates: Readonly<Record<FrameworkGeneration, readonly string[]>> = {
  net: ['net5.0', 'net6.0', 'net7.0', 'net8.0', 'net9.0', 'net10.0'],
  netcoreapp: ['netcoreapp2.0', 'netcoreapp2.1', 'netcoreapp2.2', 'netcoreapp3.0', 'netcoreapp3.1'],
  netstandard: ['netstandard1.0', 'netstandard1.1', 'netstandard1.2', 'netstandard1.3', 'netstandard1.4', 'netstandard1.5', 'netstandard1.6', 'netstandard2.0', 'netstandard2.1'],
  netframework: ['net20', 'net35', 'net40', 'net45', 'net451', 'net452', 'net46', 'net461', 'net462', 'net463', 'net47', 'net471', 'net472', 'net48', 'net481'],
};

const platforms = ['android', 'ios', 'maccatalyst', 'macos', 'tvos', 'windows'];

/** A row for each product that has any; `names` are folder names, as the package has them. */
export function frameworkTable(names: readonly string[]): FrameworkRow[] {
  const assets = names.map(parseFrameworkFolder);
  const serves = (candidate: NuGetFramework) => assets.some((asset) => isCompatible(candidate, asset));
  const products = (Object.keys(frameworkGenerations) as FrameworkGeneration[]).map((generation) => {
    const included = names.filter((name) => generationOf(parseFrameworkFolder(name)) === generation);
    const possible = candidates[generation].flatMap((name) => [name, ...withPlatforms(name, included)]);
    const computed = possible.filter((name) => !included.includes(name) && serves(parseFrameworkFolder(name)));
    return { product: frameworkGenerations[generation], included: inOrder(included), computed: inOrder(computed) };
  });
  const others = names.filter((name) => isOther(parseFrameworkFolder(name)));
  return [...products, { product: 'Others', included: others, computed: [] }].filter(
    ({ included, computed }) => included.length + computed.length > 0,
  );
}

/** Platforms are of interest where the package has anything for that one. */
function withPlatforms(name: string, included: readonly string[]): string[] {
  if (!/^net\d+\.0$/.test(name)) return [];
  return platforms
    .filter((platform) => included.some((each) => each.includes(`-${platform}`)))
    .map((platform) => `${name}-${platform}`);
}

function isOther(framework: NuGetFramework): boolean {
  return generationOf(framework) === undefined && !isAny(framework);
}

function inOrder(names: readonly string[]): string[] {
  const versionOf = (name: string) => parseFrameworkFolder(name).version;
  return names.toSorted((a, b) => compareFrameworkVersions(versionOf(a), versionOf(b)) || (a < b ? -1 : 1));
}
