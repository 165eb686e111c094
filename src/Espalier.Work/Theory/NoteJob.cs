using System.Text.RegularExpressions;
using Espalier.Formats;
using Espalier.Lab.Figures;

namespace Espalier.Work.Theory;

/// <summary>A text whose numbers are to be computed.</summary>
public sealed record NoteRequest
{
    /// <summary>The template, a text file with places such as <c>{= angle 4 0.01 =}</c>.</summary>
    public required string Template { get; init; }

    /// <summary>The folder for the filled text and its figure.</summary>
    public required string Out { get; init; }
}

/// <summary>What was written.</summary>
/// <param name="Note">The filled text.</param>
/// <param name="Figure">The figure, beside it its data.</param>
/// <param name="Numbers">Places filled.</param>
public sealed record NoteAnswer(string Note, string Figure, int Numbers);

/// <summary>Fills every number of a note, and draws its figure.</summary>
public sealed partial class NoteJob : IJob<NoteRequest, NoteAnswer>
{
    private const string FigureName = "widths";

    /// <inheritdoc/>
    public Outcome<NoteAnswer> Run(NoteRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        string note = Path.Combine(request.Out, Path.GetFileName(request.Template).Replace(".template", "", StringComparison.Ordinal));
        if (Path.GetFullPath(note) == Path.GetFullPath(request.Template))
        {
            throw new InvalidInputException(
                "out", null, "the filled text would replace its template", "name another folder, or call the template NAME.template.md");
        }

        (string filled, int count) = Fill(File.ReadAllText(request.Template), request.Template, place);
        place.Begin("drawing");
        Figure figure = NoteFigure.Draw(place);
        (string svg, _) = FigureFiles.Write(figure, request.Out, FigureName, new() { Id = FigureName, ShowTitle = false, Width = 720 });
        AtomicFile.WriteText(note, filled);
        return Outcome.Of(new NoteAnswer(note, svg, count));
    }

    /// <summary>Each different place is computed once, on all threads.</summary>
    internal static (string Text, int Count) Fill(string template, string file, Workplace place)
    {
        string[] asked = [.. Place().Matches(template).Select(match => match.Groups["asked"].Value).Distinct()];
        string[] numbers = new string[asked.Length];
        IProgress<double>? progress = place.Stage("computing the numbers");
        int done = 0;
        Parallel.For(0, asked.Length, new ParallelOptions { MaxDegreeOfParallelism = place.Threads, CancellationToken = place.Cancel }, i =>
        {
            numbers[i] = Number(file, template, asked[i]);
            progress?.Report((double)Interlocked.Increment(ref done) / asked.Length);
        });
        int count = 0;
        string filled = Place().Replace(template, match =>
        {
            count++;
            return numbers[Array.IndexOf(asked, match.Groups["asked"].Value)];
        });
        return (filled, count);
    }

    private static string Number(string file, string template, string asked)
    {
        try
        {
            return NoteNumbers.Find(asked.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
        catch (InvalidInputException problem)
        {
            int line = template[..template.IndexOf(asked, StringComparison.Ordinal)].Count(letter => letter == '\n') + 1;
            throw new InvalidInputException(file, $"line {line}, '{asked}'", problem.Problem, problem.Remedy, problem);
        }
    }

    [GeneratedRegex(@"\{= *(?<asked>[^=}]*?) *=\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Place();
}
