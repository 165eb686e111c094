using Spectre.Console;

namespace Espalier.Cli.Frame;

/// <summary>A bar on stderr that disappears when the work is done.</summary>
internal sealed class ProgressBar
{
    private readonly IAnsiConsole _screen = Screen();

    public T Show<TStep, T>(string title, Func<TStep, double> fraction, Func<IProgress<TStep>?, T> work, Func<TStep, string>? describe = null) =>
        _screen.Progress()
            .AutoClear(true)
            .Columns(Columns(ownTime: describe is not null))
            .Start(context => work(new Reporter<TStep>(context.AddTask(Markup.Escape(title), maxValue: 1), fraction, describe is null ? null : step => Markup.Escape($"{title}: {describe(step)}"))));

    /// <summary>Writes a line above the bar.</summary>
    public void Say(string line) => _screen.WriteLine(line);

    /// <summary>The environment decides about colour alone; everything else was decided before.</summary>
    private static IAnsiConsole Screen()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = Terminal.NoColour ? ColorSystemSupport.NoColors : ColorSystemSupport.Standard,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(Console.Error),
            Enrichment = { UseDefaultEnrichers = false },
        });
        console.Profile.Width = Terminal.ErrorWidth;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    /// <summary>Work that describes itself knows its time left better: it may have resumed in the middle.</summary>
    private static ProgressColumn[] Columns(bool ownTime) => Terminal.ErrorWidth < 60
        ? [new TaskDescriptionColumn(), new PercentageColumn()]
        : ownTime
        ? [new TaskDescriptionColumn(), new ProgressBarColumn { Width = 30 }, new PercentageColumn()]
        : [new TaskDescriptionColumn(), new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new RemainingTimeColumn()];

    /// <summary>Reports on the caller's thread; the framework's Progress would queue steps and show them late.</summary>
    private sealed class Reporter<TStep>(ProgressTask task, Func<TStep, double> fraction, Func<TStep, string>? describe) : IProgress<TStep>
    {
        public void Report(TStep value)
        {
            double part = fraction(value);
            if (part >= 0) task.Value = Math.Min(part, 1);
            if (describe is not null) task.Description = describe(value);
        }
    }
}
