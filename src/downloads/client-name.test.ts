import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientNameOf, clientNames } from './client-name.ts';

describe('the client of a User-Agent', () => {
  const cases: readonly (readonly [userAgent: string | undefined, client: string])[] = [
    ['NuGet .NET Core MSBuild Task/7.0.0 (Debian GNU/Linux 12 (bookworm))', 'dotnet'],
    ['NuGet Desktop MSBuild Task/6.8.0 (Microsoft Windows NT 10.0.19045.0)', 'msbuild'],
    ['NuGet MSBuild Task/4.9.0', 'msbuild'],
    ['NuGet xplat/6.8.0 (Unix 5.15)', 'nuget-xplat'],
    ['NuGet VS VSIX/6.8.0 (Microsoft Windows NT 10.0, VS Enterprise/17.0)', 'visual-studio'],
    ['NuGet VS PowerShell Console/6.8.0', 'visual-studio-package-manager-console'],
    ['NuGet Command Line/6.8.0 (Microsoft Windows NT 10.0)', 'nuget-exe'],
    ['NuGet Command Line/2.8.7 (Unix 5.15.0.0)', 'nuget-exe'],
    ['NuGet Client V3/6.8.0', 'nuget-library'],
    ['NuGet/5.0', 'nuget-library'],
    ['JetBrains NuGet/2024.1', 'rider'],
    ['Paket (8.0.3)', 'paket'],
    ['Chocolatey Command Line/2.2.2', 'chocolatey'],
    ['Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.1', 'powershell'],
    ['PSResourceGet/1.0.4', 'powershell'],
    ['curl/8.5.0', 'curl'],
    ['Wget/1.21', 'wget'],
    ['Go-http-client/1.1', 'go'],
    ['python-requests/2.31', 'python'],
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120 Safari/537.36', 'browser'],
    ['Mozilla/5.0 (compatible; Examplebot/2.1)', 'crawler'],
    ['something else', 'other'],
    ['', 'other'],
    [undefined, 'other'],
    [`${' '.repeat(100_000)}curl`, 'other'],
    ["curl'; DROP TABLE downloads; --", 'curl'],
  ];
  for (const [userAgent, client] of cases) {
    it(`${JSON.stringify(userAgent)?.slice(0, 60)} is ${client}`, () => {
      assert.equal(clientNameOf(userAgent), client);
    });
  }

  it('is always one of the list', () => {
    assert.equal(new Set(clientNames).size, clientNames.length);
    assert.ok(clientNames.includes(clientNameOf('x'.repeat(1_000_000))));
  });
});
