using System.Text;

namespace Espalier.Cli.Frame;

/// <summary>The two output streams, and what the one who reads them can see.</summary>
internal static class Terminal
{
    /// <summary>Wide enough that nothing sent to a file or a pipe is ever wrapped.</summary>
    private const int Unbounded = 100_000;

    /// <summary>Whether a bar on stderr would be seen, and could be redrawn.</summary>
    public static bool CanAnimate => !Console.IsErrorRedirected && !IsDumb;

    /// <summary>Whether text on stdout may be bold or coloured.</summary>
    public static bool HasColour => !Console.IsOutputRedirected && !NoColour && !IsDumb;

    /// <summary>Columns on stdout; unbounded in a file or a pipe.</summary>
    public static int Width => Console.IsOutputRedirected ? Unbounded : ScreenWidth;

    public static int ErrorWidth => Console.IsErrorRedirected ? Unbounded : ScreenWidth;

    /// <summary>Columns for running text, which is wrapped in a pipe as well.</summary>
    public static int TextWidth => Console.IsOutputRedirected ? 80 : Math.Min(ScreenWidth, 100);

    public static bool NoColour => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private static bool IsDumb => Environment.GetEnvironmentVariable("TERM") is "dumb";

    private static int ScreenWidth
    {
        get
        {
            try
            {
                return Console.WindowWidth is > 0 and int width ? width : 80;
            }
            catch (IOException)
            {
                return 80;
            }
        }
    }

    /// <summary>Standard output as UTF-8. A reader that has gone away, such as <c>head</c>, is no error.</summary>
    public static StreamWriter OpenOutput() => new(Console.OpenStandardOutput(), new UTF8Encoding(false));

    /// <summary>Writes one line, whatever the text holds, to stderr.</summary>
    public static void Complain(string message) => Console.Error.WriteLine(Line(message));

    /// <summary>How everything on stderr looks.</summary>
    public static string Line(string message) => $"espalier: {OneLine(message)}";

    /// <summary>Makes the cursor visible again, which a bar hides, before the process ends at once.</summary>
    public static void ShowCursor()
    {
        if (CanAnimate) Console.Error.Write("\e[?25h");
    }

    /// <summary>Text that cannot steer a terminal or break a line.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (char c in text) line.Append(c is '\n' or '\t' ? ' ' : char.IsControl(c) ? '?' : c);
        return line.Replace("  ", " ").ToString().Trim();
    }
}
