import { finding } from '../nuget/finding.ts';
import type { Finding } from '../nuget/finding.ts';
import type { PackageLimits } from '../nuget/limits.ts';
import { MCP_SERVER_PATH } from '../nuget/nupkg.ts';
import type { NamedFile } from '../nuget/nupkg.ts';
import type { Nuspec } from '../nuget/nuspec.ts';
import { parsePackageId } from '../nuget/package-id.ts';
import { hasPackageType, knownPackageTypes } from '../nuget/package-types.ts';
import { parseUtf8 } from './utf8-text.ts';

export function checkPackageTypes(nuspec: Nuspec, mcpServer: NamedFile | undefined, limits: PackageLimits): Finding[] {
  const { packageTypes } = nuspec;
  const findings = packageTypes
    .filter(({ name }) => parsePackageId(name) === undefined)
    .map(({ name }) => finding('rule', 'package_type', 'A package type has a name that is no id: correct it.', name));
  if (hasPackageType(packageTypes, knownPackageTypes.symbolsPackage)) {
    const detail = 'This is a package of symbols: push it as .snupkg to the symbol endpoint.';
    findings.push(finding('rule', 'package_type_symbols', detail, knownPackageTypes.symbolsPackage));
  }
  if (!hasPackageType(packageTypes, knownPackageTypes.mcpServer)) return findings;
  if (!hasPackageType(packageTypes, knownPackageTypes.dotnetTool)) {
    const detail = 'An McpServer package must be a DotnetTool too: add that package type.';
    findings.push(finding('rule', 'mcp_server_tool', detail, knownPackageTypes.mcpServer));
  }
  return [...findings, ...checkServerFile(mcpServer, limits)];
}

function checkServerFile(file: NamedFile | undefined, limits: PackageLimits): Finding[] {
  if (file?.entry === undefined) {
    const detail = `An McpServer package should say how it is run: add ${MCP_SERVER_PATH}.`;
    return [finding('warning', 'mcp_server_missing', detail, MCP_SERVER_PATH)];
  }
  if (file.entry.length > limits.mcpServerBytes) {
    const detail = `${MCP_SERVER_PATH} has more than ${limits.mcpServerBytes} bytes: make it smaller.`;
    return [finding('rule', 'mcp_server_too_large', detail, MCP_SERVER_PATH)];
  }
  if (file.bytes === undefined || isJsonObject(file.bytes)) return [];
  return [finding('rule', 'mcp_server_json', `${MCP_SERVER_PATH} is not a JSON object: correct it.`, MCP_SERVER_PATH)];
}

function isJsonObject(bytes: Uint8Array): boolean {
  const text = parseUtf8(bytes);
  if (text === undefined) return false;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
