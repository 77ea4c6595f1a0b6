import { labelNumber, type NuGetVersion } from './version.ts';

const END_OF_TEXT = 0x00;
const NUMBER = 0x01;
const TEXT = 0x02;
const PRERELEASE = 0x00;
const STABLE = 0x01;

/**
 * Bytes whose order is that of `compareVersions`, so that a database can sort versions. Equal bytes mean equal rank.
 *
 * The form is stored and must never change: four numbers of four bytes, big end first; 01 for a stable version, or 00
 * and the labels. A numeric label is 01 and four bytes with the sign flipped; any other is 02, its upper case, 00.
 * Fewer labels come first because a key that another begins with sorts before it.
 */
export function versionSortKey(version: NuGetVersion): Uint8Array {
  const bytes: number[] = [];
  for (const number of [version.major, version.minor, version.patch, version.revision]) pushUint32(bytes, number);
  if (!version.isPrerelease) return Uint8Array.from([...bytes, STABLE]);
  bytes.push(PRERELEASE);
  for (const label of version.labels) pushLabel(bytes, label);
  return Uint8Array.from(bytes);
}

function pushLabel(bytes: number[], label: string): void {
  const number = labelNumber(label);
  if (number === undefined) {
    // Labels are ASCII without control characters, so the end mark cannot occur in one.
    bytes.push(TEXT, ...Buffer.from(label.toUpperCase(), 'latin1'), END_OF_TEXT);
  } else {
    bytes.push(NUMBER);
    pushUint32(bytes, number + 0x8000_0000);
  }
}

function pushUint32(bytes: number[], value: number): void {
  bytes.push((value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}
