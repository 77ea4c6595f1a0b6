/** Icon and readme: files in the package that the gallery shows. */
import { finding } from '../nuget/finding.ts';
import type { Finding } from '../nuget/finding.ts';
import { readImageHeader } from '../nuget/image.ts';
import type { PackageLimits } from '../nuget/limits.ts';
import type { NamedFile } from '../nuget/nupkg.ts';
import type { Nuspec } from '../nuget/nuspec.ts';
import { hasBinaryCharacters, parseUtf8 } from './utf8-text.ts';

/** Bytes decide what an icon is; the name must agree, since clients go by the name. */
export function checkIcon(nuspec: Nuspec, file: NamedFile | undefined, limits: PackageLimits): Finding[] {
  if (file === undefined) return checkWithoutIcon(nuspec);
  const findings: Finding[] = [];
  if (!/\.(?:png|jpe?g)$/iu.test(file.path)) {
    const detail = 'The icon is neither .png nor .jpg nor .jpeg: save it as one of them.';
    findings.push(finding('rule', 'icon_extension', detail, file.path));
  }
  if (file.entry === undefined) {
    const detail = 'The icon is not in the package: pack it, and name its path in the package.';
    return [...findings, finding('rule', 'icon_missing', detail, file.path)];
  }
  if (file.entry.length > limits.iconBytes) {
    const detail = `The icon has more than ${limits.iconBytes} bytes: make it smaller.`;
    return [...findings, finding('rule', 'icon_too_large', detail, file.path)];
  }
  return file.bytes === undefined ? findings : [...findings, ...checkImage(file.path, file.bytes, limits)];
}

function checkImage(path: string, bytes: Uint8Array, limits: PackageLimits): Finding[] {
  const header = readImageHeader(bytes);
  if (header === undefined) {
    const detail = 'The icon is neither a PNG nor a JPEG image, whatever its name says: save it as one.';
    return [finding('rule', 'icon_type', detail, path)];
  }
  if (header.size === undefined) {
    return [finding('rule', 'icon_type', 'The icon is an image that is cut off: save it again.', path)];
  }
  if (Math.max(header.size.width, header.size.height) <= limits.iconPixels) return [];
  const detail = `The icon is larger than ${limits.iconPixels} pixels: 128 by 128 are enough.`;
  return [finding('rule', 'icon_pixels', detail, path)];
}

function checkWithoutIcon({ icon, iconUrl }: Nuspec): Finding[] {
  if (icon !== undefined) {
    const detail = 'The <icon> element is empty: name a file in the package or remove it.';
    return [finding('rule', 'icon_missing', detail, 'icon')];
  }
  if (iconUrl.trim() === '') return [];
  const detail = 'iconUrl is deprecated: put the icon into the package and name it in <icon>.';
  return [finding('warning', 'icon_url_deprecated', detail, 'iconUrl')];
}

export function checkReadme(nuspec: Nuspec, file: NamedFile | undefined, limits: PackageLimits): Finding[] {
  if (file === undefined) return [withoutReadme(nuspec)];
  const findings: Finding[] = [];
  if (!/\.md$/iu.test(file.path)) {
    findings.push(finding('rule', 'readme_extension', 'The readme is not a .md file: rename it.', file.path));
  }
  if (file.entry === undefined) {
    const detail = 'The readme is not in the package: pack it, and name its path in the package.';
    return [...findings, finding('rule', 'readme_file_missing', detail, file.path)];
  }
  if (file.entry.length > limits.readmeBytes) {
    const detail = `The readme has more than ${limits.readmeBytes} bytes: shorten it.`;
    return [...findings, finding('rule', 'readme_too_large', detail, file.path)];
  }
  if (file.bytes === undefined) return findings;
  const text = parseUtf8(file.bytes);
  if (text === undefined || hasBinaryCharacters(text)) {
    findings.push(finding('rule', 'readme_not_text', 'The readme is not UTF-8 text: save it as UTF-8.', file.path));
  } else if (text.trim() === '') {
    findings.push(finding('rule', 'readme_empty', 'The readme is empty: write it or remove it.', file.path));
  }
  return findings;
}

function withoutReadme({ readme }: Nuspec): Finding {
  if (readme !== undefined) {
    const detail = 'The <readme> element is empty: name a file in the package or remove it.';
    return finding('rule', 'readme_file_missing', detail, 'readme');
  }
  const detail = 'The package has no readme: add one, and name it in <readme>.';
  return finding('warning', 'readme_missing', detail, 'readme');
}
