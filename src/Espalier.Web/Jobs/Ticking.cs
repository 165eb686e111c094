using Microsoft.AspNetCore.Components;

namespace Espalier.Web.Jobs;

/// <summary>A component that looks again and again while it is shown, from the first time that a browser is connected.</summary>
public abstract class Ticking : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();

    protected Ticking() => Gone = _gone.Token;

    /// <summary>Cancelled when the component is shown no more; it may be asked for even then.</summary>
    protected CancellationToken Gone { get; }

    /// <summary>How long between two looks.</summary>
    protected virtual TimeSpan Pause => TimeSpan.FromMilliseconds(500);

    /// <summary>Looks.</summary>
    /// <returns>Whether something changed that is shown.</returns>
    protected abstract Task<bool> Look();

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) _ = Tick();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the looking.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || _gone.IsCancellationRequested) return;
        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task Tick()
    {
        using var timer = new PeriodicTimer(Pause);
        try
        {
            while (await timer.WaitForNextTickAsync(Gone))
            {
                await InvokeAsync(async () =>
                {
                    if (!Gone.IsCancellationRequested && await Look()) StateHasChanged();
                });
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
        }
    }
}
