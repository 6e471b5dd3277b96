import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.query.DatasetFactory;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryExecutionFactory;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.sparql.core.DatasetDescription;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.core.DynamicDatasets;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.system.Txn;
import org.apache.jena.update.UpdateAction;

/**
 * Jena behind the SPARQL 1.1 Protocol: /query, /update and /data (Graph Store Protocol, PUT), in memory.
 *
 * <p>Debian has the jars of Jena and not those of its server, Fuseki; the JDK has a server of HTTP. It is for
 * tests on this machine: it knows no limits and no credentials. It prints its port when it is ready.
 */
public final class Jena {
  private static final DatasetGraph DATA = DatasetGraphFactory.createTxnMem();

  private interface Handler {
    byte[] answer(HttpExchange exchange, Map<String, List<String>> fields) throws Exception;
  }

  public static void main(String[] arguments) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(Executors.newFixedThreadPool(4));
    handle(server, "/query", Jena::query);
    handle(server, "/update", Jena::update);
    handle(server, "/data", Jena::put);
    server.start();
    System.out.println(server.getAddress().getPort());
  }

  private static void handle(HttpServer server, String path, Handler handler) {
    server.createContext(path, exchange -> {
      byte[] body;
      int status = 200;
      try {
        body = handler.answer(exchange, fields(exchange));
      } catch (Exception error) {
        body = String.valueOf(error.getMessage()).getBytes(StandardCharsets.UTF_8);
        status = 400;
      }
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
  }

  private static byte[] query(HttpExchange exchange, Map<String, List<String>> fields) {
    Query query = QueryFactory.create(fields.get("query").get(0));
    DatasetDescription chosen = DatasetDescription.create(
        fields.getOrDefault("default-graph-uri", List.of()),
        fields.getOrDefault("named-graph-uri", List.of()));
    return Txn.calculateRead(DATA, () -> {
      DatasetGraph data =
          chosen.isEmpty() ? DATA : DynamicDatasets.dynamicDataset(chosen, DATA, false);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      String type = "application/sparql-results+json";
      try (QueryExecution run = QueryExecutionFactory.create(query, DatasetFactory.wrap(data))) {
        if (query.isSelectType()) {
          ResultSetFormatter.outputAsJSON(out, run.execSelect());
        } else if (query.isAskType()) {
          ResultSetFormatter.outputAsJSON(out, run.execAsk());
        } else {
          type = "application/n-triples";
          RDFDataMgr.write(
              out, query.isConstructType() ? run.execConstruct() : run.execDescribe(), Lang.NTRIPLES);
        }
      }
      exchange.getResponseHeaders().set("Content-Type", type);
      return out.toByteArray();
    });
  }

  private static byte[] update(HttpExchange exchange, Map<String, List<String>> fields)
      throws IOException {
    String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Txn.executeWrite(DATA, () -> UpdateAction.parseExecute(text, DATA));
    return new byte[0];
  }

  private static byte[] put(HttpExchange exchange, Map<String, List<String>> fields) {
    var read = GraphFactory.createDefaultGraph();
    RDFParser.source(exchange.getRequestBody()).lang(Lang.NTRIPLES).parse(read);
    var graph = NodeFactory.createURI(fields.get("graph").get(0));
    Txn.executeWrite(DATA, () -> DATA.addGraph(graph, read));
    return new byte[0];
  }

  private static Map<String, List<String>> fields(HttpExchange exchange) throws IOException {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    String text = exchange.getRequestURI().getRawQuery();
    if ("application/x-www-form-urlencoded".equals(type)) {
      text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }
    Map<String, List<String>> found = new TreeMap<>();
    for (String field : (text == null ? "" : text).split("&")) {
      int at = field.indexOf('=');
      if (at > 0) {
        String value = URLDecoder.decode(field.substring(at + 1), StandardCharsets.UTF_8);
        found.computeIfAbsent(field.substring(0, at), name -> new ArrayList<>()).add(value);
      }
    }
    return found;
  }
}
