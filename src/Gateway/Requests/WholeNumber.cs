namespace Purser.Gateway.Requests;

/// <summary>
/// JSON Schema's integers: any number whose fraction is zero, however it is written (<c>2.0</c>, <c>1e2</c>, <c>25e-1</c> is
/// none). Exact: a fraction of any length counts.
/// </summary>
internal static class WholeNumber
{
    /// <summary>No 64-bit number has more digits.</summary>
    private const int MostDigits = 19;

    /// <summary>More than a body has digits: beyond it only zero is still in range.</summary>
    private const int LargestExponent = 100_000_000;

    /// <param name="json">A number as JSON writes it.</param>
    /// <param name="number">What it is.</param>
    /// <returns>False where it is not whole, or no 64-bit number.</returns>
    public static bool TryParse(ReadOnlySpan<byte> json, out long number)
    {
        number = 0;
        var isNegative = json[0] == '-';
        var mantissa = json[(isNegative ? 1 : 0)..];
        var exponent = 0;
        if (mantissa.IndexOfAny("eE"u8) is >= 0 and var at)
        {
            exponent = ParseExponent(mantissa[(at + 1)..]);
            mantissa = mantissa[..at];
        }

        // The digits without their point, which stands `whole` digits from the left.
        var point = mantissa.IndexOf((byte)'.');
        Span<byte> digits = mantissa.Length <= 256 ? stackalloc byte[mantissa.Length] : new byte[mantissa.Length];
        mantissa.CopyTo(digits);
        if (point >= 0)
        {
            mantissa[(point + 1)..].CopyTo(digits[point..]);
            digits = digits[..^1];
        }

        var whole = (point < 0 ? mantissa.Length : point) + exponent;
        var significant = digits.TrimEnd((byte)'0');
        var leading = significant.Length - significant.TrimStart((byte)'0').Length;
        if (significant.Length == leading)
        {
            return true;
        }

        if (significant.Length > whole || whole - leading > MostDigits)
        {
            return false;
        }

        return TrySum(significant[leading..], whole - leading, isNegative, out number);
    }

    private static bool TrySum(ReadOnlySpan<byte> digits, int length, bool isNegative, out long number)
    {
        // Nineteen digits fit into it.
        var sum = 0UL;
        for (var i = 0; i < length; i++)
        {
            sum = (sum * 10) + (i < digits.Length ? (ulong)(digits[i] - '0') : 0);
        }

        number = 0;
        if (sum > long.MaxValue)
        {
            return false;
        }

        number = isNegative ? -(long)sum : (long)sum;
        return true;
    }

    private static int ParseExponent(ReadOnlySpan<byte> text)
    {
        var isNegative = text[0] == '-';
        var exponent = 0;
        foreach (var digit in text.TrimStart("+-"u8))
        {
            exponent = Math.Min((exponent * 10) + (digit - '0'), LargestExponent);
        }

        return isNegative ? -exponent : exponent;
    }
}
