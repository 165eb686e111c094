using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Espalier.Tests.Training.DataSets;

/// <summary>A web server on a free loopback port that answers each request with what a function writes for its path.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, NetworkStream, CancellationToken, Task> _answer;
    private readonly Task _serving;
    private int _requests;

    public LoopbackServer(Func<string, NetworkStream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/mnist/");
        _serving = ServeAsync();
    }

    public Uri Address { get; }

    public int Requests => Volatile.Read(ref _requests);

    public static async Task BodyAsync(NetworkStream stream, byte[] body, CancellationToken cancellation, int? announced = null)
    {
        await HeaderAsync(stream, "200 OK", announced ?? body.Length, cancellation);
        await stream.WriteAsync(body, cancellation);
    }

    public static async Task HeaderAsync(NetworkStream stream, string status, int length, CancellationToken cancellation) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"), cancellation);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                using NetworkStream stream = client.GetStream();
                string path = await RequestAsync(stream);
                Interlocked.Increment(ref _requests);
                await _answer(path, stream, _stop.Token);
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
            {
                // The client went away or the test is over.
            }
        }
    }

    private async Task<string> RequestAsync(NetworkStream stream)
    {
        var request = new StringBuilder();
        byte[] one = new byte[1];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _stop.Token) == 1)
            request.Append((char)one[0]);
        return request.ToString().Split(' ').ElementAtOrDefault(1) ?? "";
    }
}
