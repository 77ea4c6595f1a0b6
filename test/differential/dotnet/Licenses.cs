using NuGet.Packaging.Licenses;

namespace Lode.Differential;

/// <summary>NuGet.Packaging's licence expressions and its list of licences.</summary>
internal static class Licenses
{
    public static void Register(Operations operations)
    {
        operations.Add("licenseExpression", args => Describe(NuGetLicenseExpression.Parse((string)args[0]!)));
        operations.Add("clientVersion", _ => typeof(NuGetLicenseData).Assembly.GetName().Version!.ToString(2));
        operations.Add("licenses", _ => NuGetLicenseData.LicenseList.Values.Select(license => new
        {
            id = license.LicenseID,
            osiOrFsf = license.IsOsiApproved || license.IsFsfLibre,
            deprecated = license.IsDeprecatedLicenseId,
        }).ToList());
        operations.Add("licenseExceptions", _ => NuGetLicenseData.ExceptionList.Values.Select(exception => new
        {
            id = exception.LicenseExceptionID,
            deprecated = exception.IsDeprecatedLicenseId,
        }).ToList());
    }

    private static object Describe(NuGetLicenseExpression expression)
    {
        var terms = new List<object>();
        var exceptions = new List<string>();
        expression.OnEachLeafNode(
            license => terms.Add(new { id = license.Identifier, orLater = license.Plus, known = license.IsStandardLicense }),
            exception => exceptions.Add(exception.Identifier));
        return new { text = expression.ToString(), isUnlicensed = expression.IsUnlicensed(), terms, exceptions };
    }
}
