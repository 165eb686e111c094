using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Espalier.Web.Jobs;

/// <summary>A page whose whole state stands in its address: it is read when the page opens and whenever the address changes.</summary>
/// <remarks>A page without parameters is not told of a new query by the router, which sees the same page.</remarks>
public abstract class AddressedPage : Ticking
{
    private string _path = "";

    /// <summary>Where the page stands.</summary>
    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    /// <summary>Takes what stands after the question mark, and shows it.</summary>
    protected abstract Task Read(string query);

    /// <inheritdoc/>
    protected override Task OnInitializedAsync()
    {
        _path = new Uri(Navigation.Uri).AbsolutePath;
        Navigation.LocationChanged += Moved;
        return Read(new Uri(Navigation.Uri).Query);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) Navigation.LocationChanged -= Moved;
        base.Dispose(disposing);
    }

    private void Moved(object? sender, LocationChangedEventArgs moved)
    {
        var address = new Uri(moved.Location);
        if (address.AbsolutePath != _path) return;
        _ = InvokeAsync(async () =>
        {
            await Read(address.Query);
            StateHasChanged();
        });
    }
}
