using Espalier.Work;
using Spectre.Console;

namespace Espalier.Cli.Frame;

/// <summary>A bar on stderr that appears with the first progress, shows stage after stage, and disappears when the work is done.</summary>
internal sealed class ProgressBar : IProgress<JobProgress>, IDisposable
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _done = new();
    private IAnsiConsole? _screen;
    private Task? _shown;
    private ProgressContext? _context;
    private ProgressTask? _task;
    private string? _stage;

    /// <summary>Shown on the thread that does the work, or on several at once.</summary>
    public void Report(JobProgress value)
    {
        lock (_lock)
        {
            if (_done.Task.IsCompleted) return;
            if (_stage != value.Stage) Begin(value);
            if (value.Part >= 0) _task!.Value = Math.Min(value.Part, 1);
            if (value.Words is { } words) _task!.Description = Markup.Escape($"{value.Stage}: {words}");
        }
    }

    /// <summary>Writes a line above the bar.</summary>
    public void Say(string line)
    {
        lock (_lock)
        {
            if (_screen is null || _done.Task.IsCompleted) Console.Error.WriteLine(line);
            else _screen.WriteLine(line);
        }
    }

    public void Dispose()
    {
        lock (_lock) _done.TrySetResult();
        _shown?.GetAwaiter().GetResult();
    }

    private void Begin(JobProgress first)
    {
        if (_context is null) Start(ownTime: first.Words is not null);
        _task?.StopTask();
        if (_task is not null) _task.Value = 1;
        _stage = first.Stage;
        _task = _context!.AddTask(Markup.Escape(first.Stage), maxValue: 1);
    }

    private void Start(bool ownTime)
    {
        _screen = Screen();
        var started = new TaskCompletionSource<ProgressContext>();
        _shown = _screen.Progress().AutoClear(true).HideCompleted(true).Columns(Columns(ownTime)).StartAsync(async context =>
        {
            started.SetResult(context);
            await _done.Task.ConfigureAwait(false);
        });
        _context = started.Task.GetAwaiter().GetResult();
    }

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
}
