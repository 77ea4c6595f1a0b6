import { finding } from '../nuget/finding.ts';
import type { Finding } from '../nuget/finding.ts';
import { checkLicenseExpression } from '../nuget/license-expression.ts';
import { metadataLimits } from '../nuget/limits.ts';
import type { PackageLimits } from '../nuget/limits.ts';
import type { NamedFile } from '../nuget/nupkg.ts';
import type { Nuspec, NuspecLicense } from '../nuget/nuspec.ts';
import { hasBinaryCharacters, parseUtf8 } from './utf8-text.ts';

/** What old clients are shown in place of a licence that they cannot read; `dotnet pack` writes it by itself. */
const FILE_LICENSE_URL = 'https://aka.ms/deprecateLicenseUrl';
const EXPRESSION_LICENSE_URL = 'https://licenses.nuget.org/';
const LICENSE_VERSION = /^1(?:\.0){1,3}$/u;

/** An expression of approved licences, or a text file in the package, or at least a URL. */
export function checkLicense(nuspec: Nuspec, file: NamedFile | undefined, limits: PackageLimits): Finding[] {
  const { license } = nuspec;
  if (license === undefined) return checkWithoutLicense(nuspec);
  return [
    ...checkElement(license),
    ...(license.type === 'file' ? checkFile(license, file, limits) : checkExpression(license)),
    ...checkLicenseUrl(license, nuspec.licenseUrl.trim()),
  ];
}

function checkWithoutLicense({ licenseUrl, elementNames }: Nuspec): Finding[] {
  if (licenseUrl.trim() !== '') {
    const detail = 'licenseUrl is deprecated: say <license type="expression"> or <license type="file"> instead.';
    return [finding('warning', 'license_url_deprecated', detail, 'licenseUrl')];
  }
  if (elementNames.includes('license')) return [];
  const detail = 'The package does not say its license: add <license type="expression"> or <license type="file">.';
  return [finding('warning', 'license_missing', detail, 'license')];
}

function checkElement({ value, version, hasChildElements }: NuspecLicense): Finding[] {
  const findings: Finding[] = [];
  if (hasChildElements) {
    findings.push(
      finding('rule', 'license_malformed', 'The <license> element has elements inside: write text.', 'license'),
    );
  }
  if (value === '' || value.length > metadataLimits.licenseText) {
    const detail = `The <license> element is empty or has more than ${metadataLimits.licenseText} characters: correct it.`;
    findings.push(finding('rule', 'license_malformed', detail, 'license'));
  }
  if (version !== undefined && !LICENSE_VERSION.test(version)) {
    const detail = 'The <license> element has a version other than 1.0.0: remove the attribute.';
    findings.push(finding('rule', 'license_version', detail, version));
  }
  return findings;
}

function checkExpression({ value }: NuspecLicense): Finding[] {
  if (value === '' || value.length > metadataLimits.licenseText) return [];
  return checkLicenseExpression(value).map((fault) => finding('rule', fault.code, fault.detail, fault.at ?? 'license'));
}

function checkFile({ value }: NuspecLicense, file: NamedFile | undefined, limits: PackageLimits): Finding[] {
  if (value === '') return [];
  const name = file?.path ?? value;
  const findings: Finding[] = [];
  if (!/(?:^|\/)[^/.]+$|\.(?:txt|md)$/iu.test(name)) {
    const detail = 'The license file is neither .txt nor .md nor without an extension: rename it.';
    findings.push(finding('rule', 'license_extension', detail, name));
  }
  if (file?.entry === undefined) {
    const detail = 'The license file is not in the package: pack it, and name its path in the package.';
    return [...findings, finding('rule', 'license_file_missing', detail, name)];
  }
  if (file.entry.length > limits.licenseBytes) {
    const detail = `The license file has more than ${limits.licenseBytes} bytes: shorten it.`;
    return [...findings, finding('rule', 'license_too_large', detail, name)];
  }
  const text = file.bytes === undefined ? '' : parseUtf8(file.bytes);
  if (text === undefined || hasBinaryCharacters(text)) {
    findings.push(finding('rule', 'license_not_text', 'The license file is not UTF-8 text: save it as UTF-8.', name));
  }
  return findings;
}

/** Two licences that contradict one another would be shown to old and to new clients. */
function checkLicenseUrl({ type, value }: NuspecLicense, url: string): Finding[] {
  if (url === '') return [];
  const isRight = type === 'file' ? url === FILE_LICENSE_URL : namesExpression(url, value);
  if (isRight) return [];
  const detail =
    type === 'file'
      ? `Beside a license file, licenseUrl may only be ${FILE_LICENSE_URL}: remove it.`
      : `Beside a license expression, licenseUrl may only be ${EXPRESSION_LICENSE_URL} with the expression: remove it.`;
  return [finding('rule', 'license_url_conflict', detail, 'licenseUrl')];
}

function namesExpression(url: string, expression: string): boolean {
  if (!url.startsWith(EXPRESSION_LICENSE_URL)) return false;
  const rest = url.slice(EXPRESSION_LICENSE_URL.length);
  return rest === expression || rest === encodeURIComponent(expression) || rest === encodeURI(expression);
}
