#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "http/request_reader.h"
#include "http/service.h"
#include "http/transport.h"

namespace portcullis::http {

class Worker;

// One client, from accept to close: a chain of phases, each with a time limit. It acts until its
// socket would block, then waits for it. Never leaves its worker's thread; the worker and pending
// waits keep it alive.
//
//   handshake -> idle -> head -> (await budget -> body) -> write -> idle, or linger -> closed
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Worker& worker, Service& service, boost::asio::ip::tcp::socket socket);

  void Start() { Advance(); }

  // To be called when the worker has begun to drain: an unused connection closes unless a request
  // has just arrived; the others do so behind their answer.
  void Drain();

  void Close();

 private:
  using Clock = std::chrono::steady_clock;

  enum class Phase {
    kHandshake,
    kIdle,
    kHead,
    kAwaitBudget,
    kAdmitted,
    kBody,
    kTooSlow,
    kWrite,
    kLinger,
    kClosed
  };

  // Steps until it has to wait. Each step says whether there is another one to do now.
  void Advance();
  bool Step();
  bool Handshake();
  bool Read();
  bool Parse();
  bool TakeBudget();
  bool AdmitBody();
  bool Answer();
  bool Refuse(int status);
  bool Send(Phase next);
  bool Write();
  bool Linger();
  bool End();

  Response Handle(const Request& request);

  void Enter(Phase phase);
  // Pauses, until the socket is ready or until the thread's other connections have had their turn.
  bool Await(Transport::Outcome want);
  bool Yield();
  void CancelPause();

  std::chrono::milliseconds TimeLimit() const;
  void BeginLimit();
  void ArmTimer();
  void OnTimer();

  Worker& worker_;
  Service& service_;
  boost::asio::ip::tcp::socket socket_;
  Transport transport_;
  RequestReader reader_;

  Phase phase_ = Phase::kHandshake;
  Phase phase_after_write_ = Phase::kIdle;
  std::string out_;
  std::size_t written_ = 0;
  std::size_t budget_taken_ = 0;
  bool unused_ = true;  // no request has been answered

  // A pause that ends after something else has happened belongs to another turn and does nothing.
  unsigned turn_ = 0;

  // A phase's limit begins with its first pause, since a request that is there at once needs none,
  // and the timer is left alone where it goes off early enough: most requests set no timer at all.
  Clock::time_point deadline_ = Clock::time_point::max();  // max: none yet
  bool timer_armed_ = false;
  boost::asio::steady_timer timer_;
};

}  // namespace portcullis::http
