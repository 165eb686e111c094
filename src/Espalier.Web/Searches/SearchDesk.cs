using Espalier.Web.Jobs;
using Espalier.Work;
using Espalier.Work.Inputs;
using Espalier.Work.Training;

namespace Espalier.Web.Searches;

/// <summary>Begins searches that pages ask for; one that was stopped goes on when it is asked for again.</summary>
public sealed class SearchDesk(Workbench bench)
{
    internal RunningJob Start(SearchView view)
    {
        SearchRequest request = view.Request;
        string title = $"Searching {(view.IsLeNet ? "LeNet-5" : Invariant($"784-{view.Hidden}-10"))} by {Words.Of(view.Method)}";
        string kept = Path.Combine(Path.GetTempPath(), Descent.RescueName(request));
        return bench.Start(title, view.Command, new KeptSearch(), request with { Checkpoint = kept });
    }

    /// <summary>A search whose checkpoint goes when it is answered.</summary>
    private sealed class KeptSearch : IJob<SearchRequest, SearchAnswer>
    {
        public Outcome<SearchAnswer> Run(SearchRequest request, Workplace place)
        {
            Outcome<SearchAnswer> found = new SearchJob().Run(request, place);
            File.Delete(request.Checkpoint!);
            return found;
        }
    }
}
