import type { ClientName } from './client-name.ts';

const titles: Readonly<Record<ClientName, string>> = {
  dotnet: '.NET CLI',
  msbuild: 'MSBuild',
  'visual-studio': 'Visual Studio',
  'visual-studio-package-manager-console': 'Package Manager Console',
  'visual-studio-for-mac': 'Visual Studio for Mac',
  'nuget-exe': 'nuget.exe',
  'nuget-xplat': 'NuGet XPlat',
  'nuget-library': 'NuGet client library',
  rider: 'JetBrains Rider',
  paket: 'Paket',
  chocolatey: 'Chocolatey',
  powershell: 'PowerShell',
  cake: 'Cake',
  nexus: 'Nexus',
  artifactory: 'Artifactory',
  proget: 'ProGet',
  'azure-artifacts': 'Azure Artifacts',
  bagetter: 'BaGetter',
  lode: 'Lode',
  curl: 'curl',
  wget: 'Wget',
  go: 'Go',
  python: 'Python',
  java: 'Java',
  node: 'Node.js',
  browser: 'Browsers',
  crawler: 'Crawlers',
  other: 'Others',
};

/** What people call a client; rows of a later Lode may hold one that is not known yet. */
export function clientTitle(client: string): string {
  return Object.hasOwn(titles, client) ? titles[client as ClientName] : client;
}
