namespace Acme.Case;

public static class Shout
{
    public static string Of(string text) => text.ToUpperInvariant();
}
