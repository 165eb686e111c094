using System.Buffers;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Espalier.Cli.Tests.Web;

/// <summary>
/// A page that is open in a browser, as the server sees it: the page is fetched, its components are started over a socket, and every change of the
/// page is received and acknowledged. It draws nothing, so that fifty of them cost a machine next to nothing.
/// </summary>
internal sealed partial class Circuit : IAsyncDisposable
{
    private const long Invocation = 1;
    private const long Completion = 3;
    private const long Close = 7;
    private const byte EndOfHandshake = 0x1e;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    private readonly Uri _page;
    private readonly long _opened = Stopwatch.GetTimestamp();
    private readonly (byte[] Text, TaskCompletionSource<TimeSpan> Seen)[] _signs;
    private readonly HttpClient _client = new();
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _gone = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly TaskCompletionSource<string> _circuit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _receiving = Task.CompletedTask;
    private Task _beating = Task.CompletedTask;
    private long _batches;
    private long _bytes;

    private Circuit(Uri page, string[] signs) => (_page, _signs) = (
        page,
        [
            .. signs.Select(
                sign => (Encoding.UTF8.GetBytes(sign), new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously))),
        ]);

    /// <summary>Changes of the page so far.</summary>
    public long Batches => Volatile.Read(ref _batches);

    /// <summary>Bytes received so far.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Why it is not connected any more, or null.</summary>
    public string? Trouble { get; private set; }

    /// <summary>How long after the page was asked for each of the texts that it was opened with had come.</summary>
    public Task<TimeSpan[]> Signs => Task.WhenAll(_signs.Select(sign => sign.Seen.Task));

    /// <summary>Opens a page and starts its components.</summary>
    /// <param name="page">The page.</param>
    /// <param name="cancel">Stops the opening.</param>
    /// <param name="signs">Texts that the page shows some time.</param>
    public static async Task<Circuit> Open(Uri page, CancellationToken cancel, params string[] signs)
    {
        var circuit = new Circuit(page, signs);
        try
        {
            await circuit.Begin(cancel);
            return circuit;
        }
        catch
        {
            await circuit.DisposeAsync();
            throw;
        }
    }

    /// <summary>Closes the page as a browser does.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await Task.WhenAll(_receiving, _beating);
        _socket.Dispose();
        if (_circuit.Task.IsCompletedSuccessfully)
        {
            using var form = new FormUrlEncodedContent([new("circuitId", await _circuit.Task)]);
            using HttpResponseMessage said = await _client.PostAsync(new Uri(_page, "/_blazor/disconnect"), form);
        }

        _client.Dispose();
        _gone.Dispose();
        _sending.Dispose();
    }

    private async Task Begin(CancellationToken cancel)
    {
        string html = await _client.GetStringAsync(_page, cancel);
        Note(Encoding.UTF8.GetBytes(html));
        string state = StateComment().Match(html).Groups["state"].Value;
        JsonNode[] markers = [.. ComponentComment().Matches(html).Select(match => JsonNode.Parse(match.Groups["marker"].Value)!)
            .Where(marker => marker["type"]?.GetValue<string>() == "server")];
        Assert.NotEmpty(markers);

        await _socket.ConnectAsync(new UriBuilder(_page) { Scheme = "ws", Path = "/_blazor", Query = "" }.Uri, cancel);
        await _socket.SendAsync(
            Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"), WebSocketMessageType.Text, true, cancel);
        _receiving = Receive();
        _beating = KeepAlive();
        await Send("StartCircuit", "0", new Uri(_page, "/").ToString(), _page.ToString(), "[]", state);
        await _circuit.Task.WaitAsync(cancel);
        var operations = new JsonArray([.. markers.Select((marker, i) => (JsonNode)new JsonObject
        {
            ["type"] = "add",
            ["ssrComponentId"] = i + 1,
            ["marker"] = marker,
        })]);
        await Send("UpdateRootComponents", null, new JsonObject { ["batchId"] = 1, ["operations"] = operations }.ToJsonString(), state);
    }

    private void Note(ReadOnlySpan<byte> came)
    {
        foreach ((byte[] text, TaskCompletionSource<TimeSpan> seen) in _signs)
        {
            if (!seen.Task.IsCompleted && came.IndexOf(text) >= 0) seen.TrySetResult(Stopwatch.GetElapsedTime(_opened));
        }
    }

    private async Task KeepAlive()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Beat, _gone.Token);
                await Send([0x91, 0x06]);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
        }
    }

    private async Task Receive()
    {
        try
        {
            var kept = new List<byte>();
            byte[] part = new byte[1 << 16];
            bool hasShakenHands = false;
            while (true)
            {
                ValueWebSocketReceiveResult got = await _socket.ReceiveAsync(part.AsMemory(), _gone.Token);
                if (got.MessageType == WebSocketMessageType.Close) throw new WebSocketException("the server closed the connection");
                Interlocked.Add(ref _bytes, got.Count);
                kept.AddRange(part.AsSpan(0, got.Count));
                if (!hasShakenHands)
                {
                    int end = kept.IndexOf(EndOfHandshake);
                    if (end < 0) continue;
                    kept.RemoveRange(0, end + 1);
                    hasShakenHands = true;
                }

                await Take(kept);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or InvalidDataException)
        {
            if (!_gone.IsCancellationRequested) Trouble = exception.Message;
            _circuit.TrySetException(exception);
        }
    }

    /// <summary>Takes every whole message: its length in groups of seven bits, then an array.</summary>
    private async Task Take(List<byte> kept)
    {
        while (true)
        {
            (int length, int head) = (0, 0);
            while (head < kept.Count)
            {
                byte one = kept[head];
                length |= (one & 0x7f) << (7 * head++);
                if (one < 0x80) break;
                if (head == kept.Count) return;
            }

            if (head == 0 || kept.Count < head + length) return;
            byte[] message = new byte[length];
            kept.CopyTo(head, message, 0, length);
            kept.RemoveRange(0, head + length);
            Note(message);
            await Answer((object?[])MessageReader.Read(message)!);
        }
    }

    private async Task Answer(object?[] message)
    {
        switch (message)
        {
            case [Completion, _, "0", 3L, string circuit]:
                _circuit.TrySetResult(circuit);
                break;
            case [Completion, ..] or [Close, ..] or [Invocation, _, _, "JS.Error", ..]:
                throw new InvalidDataException(JsonSerializer.Serialize(message));
            case [Invocation, _, _, "JS.RenderBatch", object?[] and [long batch, ..], ..]:
                Interlocked.Increment(ref _batches);
                await Send("OnRenderCompleted", null, batch, null);
                break;
            case [Invocation, _, _, "JS.BeginInvokeJS", object?[] and [long handle and not 0, ..], ..]:
                await Send("EndInvokeJSFromDotNet", null, handle, true, Invariant($"[{handle},true,null]"));
                break;
        }
    }

    private Task Send(string target, string? id, params object?[] arguments) =>
        Send(MessageWriter.Write((object?[])[Invocation, new Dictionary<string, string>(), id, target, arguments, Array.Empty<object?>()]));

    private async Task Send(byte[] message)
    {
        var framed = new ArrayBufferWriter<byte>(message.Length + 5);
        int rest = message.Length;
        do
        {
            framed.Write([(byte)(rest > 0x7f ? rest | 0x80 : rest)]);
            rest >>= 7;
        }
        while (rest > 0);

        framed.Write(message);
        await _sending.WaitAsync(_gone.Token);
        try
        {
            await _socket.SendAsync(framed.WrittenMemory, WebSocketMessageType.Binary, true, _gone.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    [GeneratedRegex("<!--Blazor:(?<marker>\\{.*?\\})-->", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex ComponentComment();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(?<state>[a-zA-Z0-9+/=]+)-->", RegexOptions.ExplicitCapture)]
    private static partial Regex StateComment();
}
