/** Nuspecs for the differential test: hand-picked ones, and any number made out of parts that go right and wrong. */
import type { Seeded } from './seeded.ts';

const known = 'http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd';
const identity = '<id>A</id><version>1.0.0</version>';
const inMetadata = (inner: string): string =>
  `<package xmlns="${known}"><metadata>${identity}${inner}</metadata></package>`;

export const handPicked: readonly string[] = [
  `<package><metadata>${identity}</metadata></package>`,
  `<package><metadata xmlns="${known}">${identity}<tags>a b</tags></metadata></package>`,
  `<package xmlns="${known}"><metadata xmlns="urn:other">${identity}<dependencies><dependency id="B"/></dependencies></metadata></package>`,
  `<p:package xmlns:p="${known}"><p:metadata><id>A</id><version>1.0</version></p:metadata></p:package>`,
  `<p:package xmlns:p="${known}"><p:metadata><p:id>A</p:id><p:version>1.0</p:version><p:title>T</p:title></p:metadata></p:package>`,
  `<package xmlns="${known}"><metadata><id xmlns="">A</id><version>1.0</version></metadata></package>`,
  '<package><metadata><ID>A</ID><Version>1.0</Version></metadata></package>',
  '<package><metadata><id>A</id><id>B</id><version>1.0</version><version>2.0</version></metadata></package>',
  '<package><metadata><id> A </id><version> 1.0 </version></metadata></package>',
  '<package><metadata><id>\n</id><version/></metadata></package>',
  '<package><metadata/></package>',
  '<package/>',
  '<package><Metadata/></package>',
  '<other><x/><metadata><id>A</id><version>1.0</version></metadata><metadata><id>B</id></metadata></other>',
  '',
  'text',
  '<package>',
  '<!DOCTYPE package><package/>',
  '<?xml version="1.1"?><package/>',
  '<?xml version="1.0" encoding="utf-7"?><package/>',
  '<?xml version="1.0" encoding="utf-16"?><package/>',
  `<?xml version="1.0" encoding="us-ascii"?><package><metadata>${identity}</metadata></package>`,
  `<?xml version="1.0" encoding="iso-8859-1"?><package><metadata>${identity}</metadata></package>`,
  `<?xml version="1.0" standalone="yes"?><?pi x?><!-- c --><package><metadata>${identity}</metadata></package>`,
  inMetadata('<title> a &amp; b &lt;c&gt; <![CDATA[<d>&amp;]]> &#233;&#x1F600; </title>'),
  inMetadata('<title>one<!-- two -->three</title><summary>  </summary><copyright xml:space="preserve">  </copyright>'),
  inMetadata('<title>one<b>two</b></title><Title>three</Title>'),
  inMetadata('<title></title><TITLE>second</TITLE>'),
  inMetadata('<description>a\r\nb\rc\td\u0085e\u2028f</description><releaseNotes>a&#13;&#10;b</releaseNotes>'),
  inMetadata('<title>a&#0;b</title>'),
  inMetadata('<title>a&#x1;b</title>'),
  inMetadata('<title>a\u0001b</title>'),
  inMetadata('<title>\ufffe</title>'),
  inMetadata('<title>&unknown;</title>'),
  inMetadata('<title a="1" a="2"/>'),
  inMetadata('<title p:a="1"/>'),
  inMetadata('<p:title/>'),
  inMetadata('<license type="expression">MIT</license>'),
  inMetadata('<license type=" FILE "> a.txt </license>'),
  inMetadata('<license type="expression" version="2.0">MIT</license>'),
  inMetadata('<license>MIT</license>'),
  inMetadata('<license type="mit">MIT</license>'),
  inMetadata('<license type="file"/>'),
  inMetadata('<repository/>'),
  inMetadata('<repository type="git" URL="x" url=" u " branch="b" commit="c"/><repository type="svn"/>'),
  inMetadata(
    '<packageTypes><packageType name=" A " version="1.0"/><packageType name="B"/></packageTypes><packageTypes><packageType name="C" version="1.2.3.4"/></packageTypes>',
  ),
  inMetadata('<packageTypes><packageType name=" "/></packageTypes>'),
  inMetadata('<packageTypes><packageType name="A" version="1"/></packageTypes>'),
  inMetadata('<serviceable>1</serviceable>'),
  inMetadata('<serviceable>True</serviceable>'),
  inMetadata('<serviceable/>'),
  inMetadata('<developmentDependency> True </developmentDependency>'),
  inMetadata('<developmentDependency>1</developmentDependency>'),
  inMetadata('<developmentDependency/>'),
  inMetadata('<requireLicenseAcceptance> true </requireLicenseAcceptance>'),
  inMetadata('<RequireLicenseAcceptance>TRUE</RequireLicenseAcceptance>'),
  inMetadata('<dependencies/><dependencies><dependency id="B" version="1.0"/></dependencies>'),
  inMetadata('<dependencies><group/><dependency id="B"/></dependencies>'),
  inMetadata(
    '<dependencies><dependency id="B" version="1.0"/><dependency id="b" version="[1.0, )"/><dependency id="B" version="1.0" include="all"/></dependencies>',
  ),
  inMetadata('<dependencies><dependency version="1.0"/></dependencies>'),
  inMetadata('<dependencies><dependency id="" version="1.0"/></dependencies>'),
  inMetadata(
    '<dependencies><dependency id="B" version="no"/><dependency id="C" version=" "/><dependency id="D" version="(,)"/><dependency id="E" version="1.*"/></dependencies>',
  ),
  inMetadata(
    '<dependencies><group targetFramework="net45"><dependency id="B" include="Build,build, Compile ,," exclude="z,A"/></group><group targetFramework=""/><group targetFramework="nonsense"/></dependencies>',
  ),
  inMetadata(
    '<frameworkAssemblies><frameworkAssembly assemblyName="S" targetFramework="net40, net45,"/><frameworkAssembly assemblyName="s"/><frameworkAssembly assemblyName=""/><frameworkAssembly assemblyName="T" targetFramework="net45"/></frameworkAssemblies>',
  ),
  `<package><metadata xmlns="${known}">${identity}<frameworkAssemblies><frameworkAssembly assemblyName="S"/></frameworkAssemblies></metadata></package>`,
  inMetadata(
    '<frameworkReferences><group targetFramework="net8.0"><frameworkReference name="A"/><frameworkReference name="a"/></group></frameworkReferences>',
  ),
  inMetadata('<frameworkReferences><group><frameworkReference name="A"/></group></frameworkReferences>'),
  inMetadata('<references><reference file="a.dll"/><reference file=""/></references>'),
  inMetadata(
    '<references><group><reference file="a.dll"/></group><group targetFramework="net45"/><reference file="b.dll"/></references>',
  ),
  inMetadata(
    '<contentFiles><files include="**" exclude="" buildAction="None" copyToOutput="TRUE" flatten="false"/><files include=""/></contentFiles>',
  ),
  inMetadata('<contentFiles><files exclude="a"/></contentFiles>'),
  inMetadata('<contentFiles><files include="a" flatten=" true"/></contentFiles>'),
  `<package><metadata minClientVersion="3.3.0">${identity}</metadata></package>`,
  `<package><metadata minClientVersion="">${identity}</metadata></package>`,
  `<package><metadata minClientVersion="new" p:minClientVersion="2" xmlns:p="urn:p">${identity}</metadata></package>`,
];

const texts = [
  'x',
  ' a b ',
  '1.0.0',
  'true',
  'False',
  '1',
  '',
  '<![CDATA[ c ]]>',
  'é&amp;',
  '<b>n</b>',
  '\n  y\n',
  '<!-- c -->z',
  '\u202eq',
];
const frameworks = [
  'net45',
  'netstandard2.0',
  '.NETFramework4.7.2',
  '.NETCoreApp,Version=v8.0',
  'net8.0-windows',
  'any',
  '',
  'nonsense',
  'portable-net45+win8',
  'NET48',
  ' net6.0 ',
];
const ranges = [
  '1.0',
  '[1.0]',
  '[1.0,2.0)',
  '(,1.0]',
  '(1.0,)',
  '',
  '1.0.0-beta+m',
  '[2.0,1.0]',
  '1.0.0.1',
  '01.2',
  ' [ 1.0 , 2.0 ] ',
];
const ids = ['B', 'b', 'Newtonsoft.Json', 'A', 'C.D-E', 'Ünï'];
const flags = ['all', 'Build', 'build', 'compile, Runtime', 'none', ',', ''];
const plain = [
  'title',
  'Title',
  'authors',
  'description',
  'summary',
  'releaseNotes',
  'copyright',
  'tags',
  'Tags',
  'projectUrl',
  'iconUrl',
  'licenseUrl',
  'LicenseUrl',
  'language',
  'icon',
  'readme',
  'owners',
  'serviceable',
  'developmentDependency',
  'requireLicenseAcceptance',
  'id',
  'version',
];
const namespaces = ['', known, 'urn:other', 'http://schemas.microsoft.com/packaging/2010/07/nuspec.xsd'];

/** One nuspec; most are well-formed, and many of their values are none that the client can read. */
export function makeNuspec(random: Seeded): string {
  const attribute = (name: string, values: readonly string[]): string =>
    random.below(4) === 0 ? '' : ` ${name}="${random.pick(values).replaceAll('"', '&quot;')}"`;
  const many = (most: number, make: () => string): string =>
    Array.from({ length: random.below(most + 1) }, make).join(random.pick(['', '\n', ' <!-- c --> ']));
  const dependency = (): string =>
    `<dependency${random.below(20) === 0 ? '' : ` id="${random.pick(ids)}"`}${attribute('version', ranges)}${attribute('include', flags)}${attribute('exclude', flags)}/>`;
  const group = (): string => `<group${attribute('targetFramework', frameworks)}>${many(3, dependency)}</group>`;
  const makers: readonly (() => string)[] = [
    () => {
      const name = random.pick(plain);
      return `<${name}>${random.pick(texts)}</${name}>`;
    },
    () => `<dependencies>${many(3, random.below(3) === 0 ? dependency : group)}</dependencies>`,
    () =>
      `<license${attribute('type', ['expression', 'file', 'File', 'x'])}>${random.pick(['MIT', ' a.txt ', ''])}</license>`,
    () =>
      `<repository${attribute('type', texts.filter(isAttribute))}${attribute('url', ['https://gallery.example'])}/>`,
    () =>
      `<packageTypes>${many(2, () => `<packageType${attribute('name', ['DotnetTool', 'X'])}${attribute('version', ['1.0', '2'])}/>`)}</packageTypes>`,
    () =>
      `<frameworkAssemblies>${many(3, () => `<frameworkAssembly${attribute('assemblyName', ['S', 's', 'T'])}${attribute('targetFramework', [...frameworks, 'net40,net45'])}/>`)}</frameworkAssemblies>`,
    () =>
      `<references>${many(2, () => `<group${attribute('targetFramework', frameworks)}><reference${attribute('file', ['a.dll', ''])}/></group>`)}</references>`,
    () =>
      `<frameworkReferences>${many(2, () => `<group targetFramework="${random.pick(frameworks)}">${many(2, () => `<frameworkReference name="${random.pick(['A', 'a', 'B'])}"/>`)}</group>`)}</frameworkReferences>`,
    () =>
      `<contentFiles>${many(2, () => `<files${attribute('include', ['**', 'a'])}${attribute('flatten', ['true', 'FALSE', 'x'])}${attribute('exclude', ['', 'b'])}/>`)}</contentFiles>`,
  ];
  const own = random.below(6) === 0 ? '' : identity;
  const namespace = random.pick(namespaces);
  const inner = random.below(5) === 0 ? ` xmlns="${random.pick(namespaces)}"` : '';
  return `<package${namespace === '' ? '' : ` xmlns="${namespace}"`}><metadata${inner}${attribute('minClientVersion', ['3.0', 'x'])}>${own}${many(6, () => random.pick(makers)())}</metadata></package>`;
}

function isAttribute(text: string): boolean {
  return !text.includes('<');
}
