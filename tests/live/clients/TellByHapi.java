// What HAPI's HL7 v2 sender does at a bridge: `java -cp 'jars/*' TellByHapi.java PORT` prints a line for each message:
// which one, MSA-1 and MSA-2 of its answer, MSH-10 of the answer.
import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.app.Connection;
import ca.uhn.hl7v2.model.AbstractMessage;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.v25.message.ADT_A01;
import ca.uhn.hl7v2.model.v25.message.ORU_R01;
import ca.uhn.hl7v2.protocol.impl.ApplicationRouterImpl;
import ca.uhn.hl7v2.protocol.impl.ClientSocketStreamSource;
import ca.uhn.hl7v2.protocol.impl.InitiatorImpl;
import ca.uhn.hl7v2.protocol.impl.MLLPTransport;
import ca.uhn.hl7v2.protocol.impl.NullSafeStorage;
import ca.uhn.hl7v2.protocol.impl.ProcessorContextImpl;
import ca.uhn.hl7v2.protocol.impl.ProcessorImpl;
import ca.uhn.hl7v2.util.Terser;
import java.net.InetSocketAddress;

public class TellByHapi {
  private static final String HOST = "127.0.0.1";

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    try (HapiContext context = new DefaultHapiContext()) {
      original(context, port);
      enhanced(context, port);
    }
    System.exit(0);
  }

  // One connection, several messages, each with one answer; two of them again, one with another body.
  private static void original(HapiContext context, int port) throws Exception {
    Connection connection = context.newClient(HOST, port, false);
    for (int number = 0; number < 10; number++) {
      say("admission", connection.getInitiator().sendAndReceive(admission("A" + number, "Miller")));
      say("result", connection.getInitiator().sendAndReceive(result("R" + number)));
    }
    say("again", connection.getInitiator().sendAndReceive(admission("A0", "Miller")));
    say("again", connection.getInitiator().sendAndReceive(result("R0")));
    say("changed", connection.getInitiator().sendAndReceive(admission("A0", "Smith")));
    Message wanted = admission("E0", "Miller");
    asking(wanted, "AL", "NE");
    say("accept", connection.getInitiator().sendAndReceive(wanted));
    connection.close();
  }

  // Both answers of enhanced mode, by the classes that HAPI has for it: they wait for CA, and then for AA.
  private static void enhanced(HapiContext context, int port) throws Exception {
    MLLPTransport transport = new MLLPTransport(new ClientSocketStreamSource(new InetSocketAddress(HOST, port)));
    transport.connect();
    ProcessorImpl processor =
        new ProcessorImpl(
            new ProcessorContextImpl(new ApplicationRouterImpl(context), transport, new NullSafeStorage()), true);
    InitiatorImpl initiator = new InitiatorImpl(context.getPipeParser(), processor);
    for (int number = 1; number < 5; number++) {
      Message message = admission("E" + number, "Miller");
      asking(message, "AL", "AL");
      say("both", initiator.sendAndReceive(message));
    }
    processor.stop();
    transport.disconnect();
  }

  private static Message admission(String id, String family) throws Exception {
    ADT_A01 message = new ADT_A01();
    begin(message, "ADT", "A01", id);
    new Terser(message).set("/EVN-2", "20261101");
    patient(new Terser(message), "/PID", family);
    new Terser(message).set("/PV1-2", "I");
    return message;
  }

  private static Message result(String id) throws Exception {
    ORU_R01 message = new ORU_R01();
    begin(message, "ORU", "R01", id);
    Terser terser = new Terser(message);
    patient(terser, "/PATIENT_RESULT/PATIENT/PID", "Miller");
    String order = "/PATIENT_RESULT/ORDER_OBSERVATION/";
    String[] values = {"OBR-1", "1", "OBR-4-1", "718-7", "OBR-4-3", "LN", "OBR-7", "20261101"};
    set(terser, order, values);
    String[] found = {"OBX-1", "1", "OBX-2", "NM", "OBX-3-1", "718-7", "OBX-3-3", "LN", "OBX-5", "13.20", "OBX-11", "F"};
    set(terser, order + "OBSERVATION/", found);
    return message;
  }

  private static void begin(AbstractMessage message, String type, String event, String id) throws Exception {
    message.initQuickstart(type, event, "P");
    String[] values = {"3", "HAPI", "4", "NORTH", "7", "20261101120000", "10", id, "18", "UNICODE UTF-8"};
    set(new Terser(message), "/MSH-", values);
  }

  private static void patient(Terser terser, String where, String family) throws Exception {
    String[] values = {"3-1", "771", "3-4", "NORTH", "3-5", "MR", "5-1", family, "5-2", "Zoë", "8", "F"};
    set(terser, where + "-", values);
  }

  private static void asking(Message message, String accept, String application) throws Exception {
    set(new Terser(message), "/MSH-", new String[] {"15", accept, "16", application});
  }

  private static void set(Terser terser, String where, String[] values) throws Exception {
    for (int n = 0; n < values.length; n += 2) {
      terser.set(where + values[n], values[n + 1]);
    }
  }

  private static void say(String what, Message answer) throws Exception {
    Terser terser = new Terser(answer);
    System.out.println(what + " " + terser.get("/MSA-1") + " " + terser.get("/MSA-2") + " " + terser.get("/MSH-10"));
  }
}
