using System.Globalization;

namespace Purser.Gateway.Portal;

/// <summary>The product's colour, with what is needed of it so that text on it and text in it can be read.</summary>
/// <param name="Fill">Of buttons, as it was chosen.</param>
/// <param name="OnFill">Of text on them.</param>
/// <param name="Ink">Of text in it on a light page.</param>
/// <param name="DarkInk">Of text in it on a dark page.</param>
internal sealed record Accent(string Fill, string OnFill, string Ink, string DarkInk)
{
    /// <summary>What WCAG 2 asks of text of usual size.</summary>
    private const double Readable = 4.5;

    /// <summary>The lightest and the darkest that text of the page stands on: those of the style sheet.</summary>
    private static readonly Rgb Light = Rgb.Parse("#f4f6f9");
    private static readonly Rgb Dark = Rgb.Parse("#1a212b");

    public static Accent Of(string color)
    {
        var fill = Rgb.Parse(color);
        var onFill = fill.ContrastTo(Rgb.White) >= fill.ContrastTo(Rgb.Black) ? Rgb.White : Rgb.Black;
        return new Accent(fill.Hex, onFill.Hex, fill.Towards(Rgb.Black, Light).Hex, fill.Towards(Rgb.White, Dark).Hex);
    }

    public string ToCss() =>
        $$"""

        :root, :host {
          --accent: var(--purser-accent, {{Fill}}); --on-accent: var(--purser-on-accent, {{OnFill}});
          --accent-ink: var(--purser-accent-ink, light-dark({{Ink}}, {{DarkInk}}));
        }

        """;

    private readonly record struct Rgb(byte Red, byte Green, byte Blue)
    {
        public static readonly Rgb White = new(255, 255, 255);
        public static readonly Rgb Black = new(0, 0, 0);

        public string Hex => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

        private double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

        public static Rgb Parse(string hex)
        {
            var number = int.Parse(hex.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            return new Rgb((byte)(number >> 16), (byte)((number >> 8) & 255), (byte)(number & 255));
        }

        public double ContrastTo(Rgb other)
        {
            var (one, two) = (Luminance + 0.05, other.Luminance + 0.05);
            return Math.Max(one, two) / Math.Min(one, two);
        }

        /// <summary>As little nearer to another colour as makes it readable on a ground.</summary>
        public Rgb Towards(Rgb end, Rgb ground)
        {
            var mixed = this;
            for (var part = 0.05; mixed.ContrastTo(ground) < Readable && part <= 1; part += 0.05)
            {
                mixed = new Rgb(Mix(Red, end.Red, part), Mix(Green, end.Green, part), Mix(Blue, end.Blue, part));
            }

            return mixed;
        }

        private static byte Mix(byte from, byte to, double part) => (byte)Math.Round(from + ((to - from) * part));

        private static double Linear(byte channel)
        {
            var share = channel / 255.0;
            return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
        }
    }
}
