namespace Purser.Gateway.Answers;

/// <summary>How currencies are divided.</summary>
internal static class Currencies
{
    /// <summary>Decimals of a currency, by its lower-case ISO code: two, but for those that have none or three.</summary>
    public static int Digits(string currency) => currency switch
    {
        "bif" or "clp" or "djf" or "gnf" or "jpy" or "kmf" or "krw" or "mga" or "pyg" or "rwf" or "ugx" or "vnd" or "vuv" or "xaf" or "xof" or "xpf" => 0,
        "bhd" or "jod" or "kwd" or "omr" or "tnd" => 3,
        _ => 2,
    };
}
