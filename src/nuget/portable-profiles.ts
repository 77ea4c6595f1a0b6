/**
 * The portable class library profiles as NuGet.Frameworks has them: each is a set of frameworks, in folder names.
 * The order is the client's: the first profile that fits a set names it.
 */

interface PortableProfile {
  readonly number: number;
  readonly frameworks: readonly string[];
  /** Whether Mono's and Xamarin's frameworks belong to it without being named. */
  readonly optionalMono: boolean;
  /** The highest .NET Standard that a project of this profile may use; none when absent. */
  readonly netstandard?: string;
}

/** Members of the profiles marked `mono` that a folder name may list or leave out. */
export const optionalMonoFrameworks = [
  'monoandroid',
  'monotouch',
  'xamarinios',
  'xamarinmac',
  'xamarinwatchos',
  'xamarintvos',
] as const;

const table = `
31  win81 wp81               ; netstandard1.0
32  win81 wpa81              ; netstandard1.2
44  net451 win81             ; mono netstandard1.2
84  wp81 wpa81               ; netstandard1.0
151 net451 win81 wpa81       ; mono netstandard1.2
157 win81 wp81 wpa81         ; netstandard1.0
7   net45 win8               ; mono netstandard1.1
49  net45 wp8                ; mono netstandard1.0
78  net45 win8 wp8           ; mono netstandard1.0
111 net45 win8 wpa81         ; mono netstandard1.1
259 net45 win8 wpa81 wp8     ; mono netstandard1.0
2   net4 win8 sl4 wp7        ;
3   net4 sl4                 ;
4   net45 sl4 win8 wp7       ;
5   net4 win8                ; mono
6   net403 win8              ; mono
14  net4 sl5                 ; mono
18  net403 sl4               ;
19  net403 sl5               ; mono
23  net45 sl4                ;
24  net45 sl5                ; mono
36  net4 sl4 win8 wp8        ;
37  net4 sl5 win8            ; mono
41  net403 sl4 win8          ;
42  net403 sl5 win8          ; mono
46  net45 sl4 win8           ;
47  net45 sl5 win8           ; mono
88  net4 sl4 win8 wp75       ;
92  net4 win8 wpa81          ; mono
95  net403 sl4 win8 wp7      ;
96  net403 sl4 win8 wp75     ;
102 net403 win8 wpa81        ; mono
104 net45 sl4 win8 wp75      ;
136 net4 sl5 win8 wp8        ; mono
143 net403 sl4 win8 wp8      ;
147 net403 sl5 win8 wp8      ; mono
154 net45 sl4 win8 wp8       ;
158 net45 sl5 win8 wp8       ; mono
225 net4 sl5 win8 wpa81      ; mono
240 net403 sl5 win8 wpa81    ;
255 net45 sl5 win8 wpa81     ; mono
328 net4 sl5 win8 wpa81 wp8  ; mono
336 net403 sl5 win8 wpa81 wp8; mono
344 net45 sl5 win8 wpa81 wp8 ; mono
`;

function readLine(line: string): PortableProfile {
  const [members = '', notes = ''] = line.split(';');
  const [number, ...frameworks] = members.trim().split(/\s+/);
  const netstandard = notes.split(' ').find((note) => note.startsWith('netstandard'));
  const profile = { number: Number(number), frameworks, optionalMono: notes.includes('mono') };
  return netstandard === undefined ? profile : { ...profile, netstandard };
}

export const portableProfiles: readonly PortableProfile[] = table.trim().split('\n').map(readLine);
