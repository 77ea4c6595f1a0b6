using System.Globalization;
using System.Text;
using NuGet.Packaging;

namespace Lode.Differential;

/// <summary>Letter case, white space and package ids.</summary>
internal static class Texts
{
    public static void Register(Operations operations)
    {
        operations.Add("lower", args => ((string)args[0]!).ToLowerInvariant());
        operations.Add("trim", args => ((string)args[0]!).Trim());
        operations.Add("packageId", args => PackageIdValidator.IsValidPackageId((string)args[0]!));
        operations.Add("lowerCaseTable", _ => LowerCaseTable());
        operations.Add("whiteSpaceUnits", _ => CodeUnits(char.IsWhiteSpace));
        operations.Add("unassignedUnits", _ => CodeUnits(unit => char.GetUnicodeCategory(unit) == UnicodeCategory.OtherNotAssigned));
        operations.Add("packageIdUnits", _ => CodeUnits(unit => PackageIdValidator.IsValidPackageId(unit.ToString())));
    }

    /// <summary>Every code point that is not its own lower case, with it, both as text.</summary>
    private static List<string[]> LowerCaseTable()
    {
        var pairs = new List<string[]>();
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            if (!Rune.IsValid(value)) continue;
            var text = new Rune(value).ToString();
            var lower = text.ToLowerInvariant();
            if (!string.Equals(text, lower, StringComparison.Ordinal)) pairs.Add([text, lower]);
        }
        return pairs;
    }

    /// <summary>The numbers of all UTF-16 code units, lone surrogates included, for which the question is answered yes.</summary>
    private static List<int> CodeUnits(Func<char, bool> question) =>
        Enumerable.Range(0, 0x10000).Where(unit => question((char)unit)).ToList();
}
