import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { supportedFrameworks } from '../../src/nuget/supported-frameworks.ts';
import { startRealNuGet, type RealNuGet } from './real-nuget.ts';
import { seeded } from './seeded.ts';

const ID = 'Acme.Parts';
const PACKAGES = 5_000;

const folders =
  `lib Lib ref build BUILD buildTransitive buildMultiTargeting buildCrossTargeting content contentFiles tools
  runtimes/win-x64/lib runtimes/linux/native runtimes/linux/nativeassets runtimes/lib embed analyzers lib/contract lib/contracts
  contentFiles/cs contentFiles/any contentFiles/c-s contentFiles/vb/sub package`.split(/\s+/);
const frameworks =
  `net45 net472 net8.0 net8.0-windows7.0 netstandard2.0 netcoreapp3.1 uap10.0 dotnet dotnet5.4 any Any ANY
  portable-net45+win8 portable-net45+win8+wpa81 NET45 40 35 net40-client sl5 sl4-wp71 native unsupported agnostic foo foo-bar
  .NETFramework,Version=v4.5 net45%2B contract x.y win monoandroid10 de-DE`.split(/\s+/);
const files =
  `a.dll b.exe c.winmd d.xml _._ A.DLL Acme.Parts.props acme.parts.TARGETS other.props sub/e.dll sub/_._ de/f.resources.dll
  any/x.txt win-x64/tool.exe sub/Acme.Parts.props readme`.split(/\s+/);
const types = [
  [],
  ['DotnetTool'],
  ['dotnettool'],
  ['DotnetCliTool'],
  ['Dependency'],
  ['DotnetTool', 'Dependency'],
  ['Template'],
];

describe("the client's asset patterns and Lode", () => {
  let real: RealNuGet;
  before(async () => {
    real = await startRealNuGet();
  });
  after(() => real.close());

  it(`find the same frameworks in ${PACKAGES} packages`, async () => {
    const random = seeded();
    const path = () => {
      const folder = random.pick(folders);
      const file = random.pick(files);
      return random.below(8) === 0 ? `${folder}/${file}` : `${folder}/${random.pick(frameworks)}/${file}`;
    };
    const packages = Array.from({ length: PACKAGES }, () => ({
      packageTypes: random.pick(types),
      entries: Array.from({ length: 1 + random.below(6) }, () =>
        random.below(30) === 0 ? random.pick(files) : path(),
      ),
    }));
    const answers = await real.results(
      'supportedFrameworks',
      packages.map(({ packageTypes, entries }) => [ID, packageTypes, entries]),
    );
    for (const [index, { packageTypes, entries }] of packages.entries()) {
      const ours = supportedFrameworks(entries, { id: ID, packageTypes: packageTypes.map((name) => ({ name })) });
      assert.deepEqual(
        ours.toSorted(),
        (answers[index] as string[]).toSorted(),
        JSON.stringify({ packageTypes, entries }),
      );
    }
  });

  it('leaves out the folders at which the client throws', async () => {
    for (const folder of ['portable', 'portable-net45-client', '-', 'portable-Profile9999', 'net,Version=x']) {
      const entries = [`lib/${folder}/a.dll`, 'lib/net45/a.dll'];
      const [answer] = await real.ask('supportedFrameworks', [[ID, [], entries]]);
      assert.ok(answer !== undefined && 'error' in answer, `${folder}: ${JSON.stringify(answer)}`);
      assert.deepEqual(supportedFrameworks(entries, { id: ID, packageTypes: [] }), ['net45']);
    }
  });
});
