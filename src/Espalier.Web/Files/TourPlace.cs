using Espalier.Work.Tour;

namespace Espalier.Web.Files;

/// <summary>What a tour left in the models folder.</summary>
internal static class TourPlace
{
    /// <summary>The files of a tour that is there whole, by their names in the folder, or null.</summary>
    public static TourFiles? Among(IReadOnlyList<ModelFile> all)
    {
        HashSet<string> names = [.. all.Select(file => file.Name)];
        string network = TourFiles.In("").Network;
        return all.Select(file => file.Name).Where(name => name.Split('/')[^1] == network)
            .Select(name => Named(name[..^network.Length]))
            .FirstOrDefault(tour => names.IsSupersetOf([tour.Ticket, tour.Coded, tour.Pruned]));
    }

    private static TourFiles Named(string folder)
    {
        var files = TourFiles.In("");
        return new(folder + files.Report, folder + files.Network, folder + files.Ticket, folder + files.Coded, folder + files.Pruned);
    }
}
