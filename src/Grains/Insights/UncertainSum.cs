namespace Purser.Insights;

/// <summary>
/// A sum of uncertain credits, known by mean and variance. It is taken to be gamma distributed (never below zero, with a long
/// way up), by Wilson's and Hilferty's cube root, which is as near as needed and has a closed form both ways.
/// </summary>
/// <param name="Mean">Above zero.</param>
/// <param name="Variance">Above zero.</param>
internal readonly record struct UncertainSum(double Mean, double Variance)
{
    private double Spread => Variance / (9 * Mean * Mean);

    /// <summary>How likely the sum reaches a whole number of credits.</summary>
    public double ChanceOf(double credits) => 1 - NormalCurve.Below(Place(credits));

    /// <summary>Whether the sum reaches so many credits with at least the chance that belongs to a place on the normal curve.</summary>
    public bool Reaches(double credits, double place) => Place(credits) <= -place;

    /// <summary>The sum at a place on the normal curve.</summary>
    public double At(double place)
    {
        var root = 1 - Spread + (place * Math.Sqrt(Spread));
        return root <= 0 ? 0 : Mean * root * root * root;
    }

    /// <remarks>Half a credit less, for credits are whole.</remarks>
    private double Place(double credits) => (Math.Cbrt(Math.Max(0, credits - 0.5) / Mean) - (1 - Spread)) / Math.Sqrt(Spread);
}

/// <summary>The normal distribution.</summary>
internal static class NormalCurve
{
    /// <summary>Where nine in ten lie below: the ends of every range are this far from the middle.</summary>
    public const double Ninety = 1.2815515655446004;

    /// <summary>How much lies below a place, to seven digits (Abramowitz and Stegun 7.1.26).</summary>
    public static double Below(double place)
    {
        var x = Math.Abs(place) / Math.Sqrt(2);
        var t = 1 / (1 + (0.3275911 * x));
        var tail = t * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741 + (t * (-1.453152027 + (t * 1.061405429))))))))
            * Math.Exp(-x * x) / 2;
        return place < 0 ? tail : 1 - tail;
    }
}
