namespace Acme.Core;

public static class Anvil
{
    public static int Weight(int size) => size * 7;
}
