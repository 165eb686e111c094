using System.Net;
using System.Net.Sockets;
using Espalier.Web.Assets;
using Espalier.Web.Certificates;
using Espalier.Web.Files;
using Espalier.Web.Gap;
using Espalier.Web.Jobs;
using Espalier.Web.Networks;
using Espalier.Web.Neurons;
using Espalier.Web.Safety;
using Espalier.Web.Searches;
using Espalier.Web.Sweeps;
using Espalier.Web.Tickets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Espalier.Web;

/// <summary>The running web laboratory.</summary>
public sealed class Laboratory : IAsyncDisposable
{
    private const int ThreadsForPages = 32;

    // As long as the pages' script waits for the server: a machine that computes with all cores is silent for long.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    private readonly WebApplication _host;

    private Laboratory(WebApplication host, string address) => (_host, Address) = (host, address);

    /// <summary>Where it is to be seen, with the token if one is needed.</summary>
    public string Address { get; }

    /// <summary>Starts serving.</summary>
    /// <exception cref="InvalidInputException">The address or a folder cannot be used.</exception>
    public static async Task<Laboratory> Start(ServeOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        KeepThreadsForPages(options);

        // The empty builder reads no settings file, no environment and no arguments: what is served is what the options say.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Espalier.Web" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, options));
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddProvider(new LineLog(options.Log));
        AddServices(builder.Services, options);
        WebApplication host = builder.Build();
        Gatekeeper gate = host.Services.GetRequiredService<Gatekeeper>();
        Route(host, gate);
        try
        {
            await host.StartAsync(cancel);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await host.DisposeAsync();
            bool isTaken = exception is IOException;
            throw new InvalidInputException(
                isTaken ? "port" : "address",
                null,
                $"{options.Address}, port {options.Port} cannot be listened on ({exception.Message.TrimEnd('.')})",
                isTaken ? "name another port; 0 picks one" : "name an address of this machine, and a port that you may use",
                exception);
        }

        string bound = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new(host, gate.LinkTo(new Uri(bound).Port));
    }

    /// <summary>Stops: browsers are let go, jobs are cancelled and give back what they had in hand.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.Services.GetRequiredService<Workbench>().Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _host.StopAsync(patience.Token);
        await _host.DisposeAsync();
    }

    /// <summary>
    /// Lets the pool grow at once to what jobs and pages need together. Jobs keep as many of its threads busy as they may use cores, and
    /// where all cores are busy it would add the next one only after seconds: a page then waits for minutes.
    /// </summary>
    private static void KeepThreadsForPages(ServeOptions options)
    {
        ThreadPool.GetMinThreads(out int workers, out int completions);
        int needed = (options.Threads * options.Limits.Running) + ThreadsForPages;
        if (workers < needed) ThreadPool.SetMinThreads(needed, completions);
    }

    private static void Listen(KestrelServerOptions kestrel, ServeOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 1 << 20;
        kestrel.Limits.MaxConcurrentConnections = 2000;
        kestrel.Listen(new IPEndPoint(options.Address, options.Port));
    }

    private static void AddServices(IServiceCollection services, ServeOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<Gatekeeper>();
        services.AddSingleton(new ModelFolder(options));
        services.AddSingleton<FigureShelf>();
        services.AddSingleton<Workbench>();
        services.AddSingleton<StoreView>();
        services.AddSingleton<SweepDesk>();
        services.AddSingleton<SweepTables>();
        services.AddSingleton<TicketDesk>();
        services.AddSingleton<GapRecords>();
        services.AddSingleton<SweepComparing>();
        services.AddSingleton<CertificateDesk>();
        services.AddSingleton<NetworksDesk>();
        services.AddSingleton<SearchDesk>();
        services.AddRouting();
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "espalier-form";
            antiforgery.Cookie.SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict;
        });
        services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        {
            circuits.DisconnectedCircuitMaxRetained = 200;
            circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(10);
        }).AddHubOptions(hub =>
        {
            hub.MaximumReceiveMessageSize = 1 << 20;
            hub.ClientTimeoutInterval = Silence;
        });
    }

    private static void Route(WebApplication host, Gatekeeper gate)
    {
        host.Use(PageHeaders.Write);
        host.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        host.Use(gate.Admit);
        host.UseRouting();
        host.UseAntiforgery();
        AssetRoutes.Map(host);
        UploadRoute.Map(host);
        FileRoutes.Map(host);
        FigureRoutes.Map(host);
        ProblemRoute.Map(host);
        host.MapRazorComponents<App>().AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null);
    }
}
